import { Table } from '@grafana/ui';
import { type DrawingProps } from './drawings.ts';

/** The first frame as a table. */
export function TableDrawing({ panel, frames, range, width, height }: DrawingProps) {
  return (
    <Table
      ariaLabel={panel.title ?? 'Table'}
      data={frames.find(({ length }) => length > 0)!}
      width={width}
      height={height}
      timeRange={range}
      columnMinWidth={90}
    />
  );
}
