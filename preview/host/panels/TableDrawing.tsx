// Grafana's own table panel is drawn with it, and the preview stands for Grafana.
import { TableNG } from '@grafana/ui/unstable';
import { type DrawingProps } from './drawings.ts';

/** The first frame as a table. */
export function TableDrawing({ frames, range, width, height }: DrawingProps) {
  return (
    <TableNG
      data={frames.find(({ length }) => length > 0)!}
      width={width}
      height={height}
      timeRange={range}
      columnMinWidth={90}
    />
  );
}
