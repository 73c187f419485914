import { FieldType } from '@grafana/data';
import { LegendDisplayMode, TimeSeries, TooltipPlugin2, type VizLegendOptions } from '@grafana/ui';
import { type DrawingProps } from './drawings.ts';
import { drawMarks } from './drawMarks.ts';
import { SeriesTooltip } from './SeriesTooltip.tsx';

const defaultLegend: VizLegendOptions = {
  showLegend: true,
  displayMode: LegendDisplayMode.List,
  placement: 'bottom',
  calcs: [],
};

/** Every point in time of the hover, over all series: TooltipHoverMode.xAll, a const enum without a value here. */
const overAllSeries = 1;

/** Lines over time, with the values of all series under the pointer. */
export function TimeSeriesDrawing({ panel, frames, range, marks, width, height }: DrawingProps) {
  const legend = { ...defaultLegend, ...(panel.options?.['legend'] as Partial<VizLegendOptions> | undefined) };
  const graphable = frames.filter(({ fields }) =>
    [FieldType.time, FieldType.number].every((needed) => fields.some(({ type }) => type === needed))
  );
  if (graphable.length === 0) {
    return <p>The answer has no times with numbers: draw it as a table.</p>;
  }
  return (
    <TimeSeries
      frames={graphable}
      timeRange={range}
      timeZone="utc"
      width={width}
      height={height}
      legend={legend}
      options={panel.options}
    >
      {(builder, alignedFrame) => {
        drawMarks(builder, marks);
        return (
          <TooltipPlugin2
            config={builder}
            hoverMode={overAllSeries}
            render={(_, indices) => (
              <SeriesTooltip frame={alignedFrame} row={indices.find((index) => index !== null)} />
            )}
          />
        );
      }}
    </TimeSeries>
  );
}
