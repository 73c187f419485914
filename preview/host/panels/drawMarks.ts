import { colorManipulator } from '@grafana/data';
import { config } from '@grafana/runtime';
import { type UPlotConfigBuilder } from '@grafana/ui';
import { type Mark } from '../dashboard/marks.ts';

/** Dashed lines from top to bottom at the marks' times, and a veil over what lasts, as Grafana draws annotations. */
export function drawMarks(builder: UPlotConfigBuilder, marks: readonly Mark[]): void {
  builder.addHook('draw', (plot) => {
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    ctx.lineWidth = 2;
    ctx.setLineDash([4, 4]);
    for (const { time, timeEnd, colour } of marks) {
      const [left, right] = [time, timeEnd].map((at) => plot.valToPos(at, 'x', true)) as [number, number];
      const shown = config.theme2.visualization.getColorByName(colour);
      ctx.fillStyle = colorManipulator.alpha(shown, 0.1);
      ctx.fillRect(left, bbox.top, right - left, bbox.height);
      ctx.strokeStyle = shown;
      for (const x of left === right ? [left] : [left, right]) {
        ctx.beginPath();
        ctx.moveTo(x, bbox.top);
        ctx.lineTo(x, bbox.top + bbox.height);
        ctx.stroke();
      }
    }
    ctx.restore();
  });
}
