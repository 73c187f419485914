import { config } from '@grafana/runtime';
import { type UPlotConfigBuilder } from '@grafana/ui';
import { type Mark } from '../dashboard/marks.ts';

/** Dashed lines from top to bottom at the marks' times, as Grafana draws annotations. */
export function drawMarks(builder: UPlotConfigBuilder, marks: readonly Mark[]): void {
  builder.addHook('draw', (plot) => {
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    ctx.lineWidth = 2;
    ctx.setLineDash([4, 4]);
    for (const { time, colour } of marks) {
      const x = plot.valToPos(time, 'x', true);
      ctx.strokeStyle = config.theme2.visualization.getColorByName(colour);
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
    }
    ctx.restore();
  });
}
