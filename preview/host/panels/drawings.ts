import { type DataFrame, type TimeRange } from '@grafana/data';
import { type ComponentType } from 'react';
import { BarsDrawing } from './BarsDrawing.tsx';
import { type PanelModel } from './model.ts';
import { type Mark } from '../dashboard/marks.ts';
import { StatDrawing } from './StatDrawing.tsx';
import { StatesDrawing } from './StatesDrawing.tsx';
import { TableDrawing } from './TableDrawing.tsx';
import { TimeSeriesDrawing } from './TimeSeriesDrawing.tsx';

export interface DrawingProps {
  readonly panel: PanelModel;
  /** With displays and colours, never all empty. */
  readonly frames: readonly DataFrame[];
  readonly range: TimeRange;
  /** What is drawn through curves. */
  readonly marks: readonly Mark[];
  readonly width: number;
  readonly height: number;
}

/** By Grafana's panel type; every other type is drawn as a table. */
export const drawings: Readonly<Record<string, ComponentType<DrawingProps>>> = {
  timeseries: TimeSeriesDrawing,
  stat: StatDrawing,
  bargauge: BarsDrawing,
  barchart: BarsDrawing,
  'state-timeline': StatesDrawing,
};

export const drawTable = TableDrawing;
