import { getFieldDisplayValues, type FieldDisplay, type ReduceDataOptions } from '@grafana/data';
import { config } from '@grafana/runtime';
import { type DrawingProps } from './drawings.ts';
import { replaceVariables } from '../services/index.ts';

const last: ReduceDataOptions = { calcs: ['lastNotNull'] };
const eachRow: ReduceDataOptions = { calcs: [], values: true, limit: 50 };

/** The single values of an answer: one a series, or one a row, as the panel's options say. */
export function valuesOf({ panel, frames }: DrawingProps, sparkline: boolean): FieldDisplay[] {
  const given = panel.options?.reduceOptions as ReduceDataOptions | undefined;
  return getFieldDisplayValues({
    data: [...frames],
    reduceOptions: given ?? (panel.type === 'barchart' ? eachRow : last),
    fieldConfig: { defaults: {}, overrides: [], ...panel.fieldConfig },
    replaceVariables,
    sparkline,
    theme: config.theme2,
    timeZone: 'utc',
  });
}
