import type { Field } from '@grafana/data';
import { config as grafana } from '@grafana/runtime';
import type { Numbers } from './seriesFrame.ts';
import { words } from './words.ts';

/**
 * What was to be expected of a curve as an area behind it, and what is outside of that as red points, which alone stand
 * in the legend, where there are any. `line`: the curve's place among all, which decides its colour.
 */
export function expectedFields(curve: Field, line: number, numbers: Numbers): Field[] {
  const { palette } = grafana.theme2.visualization;
  const name = curve.config.displayNameFromDS!;
  const beside = (displayNameFromDS: string, fixedColor: string, custom: object, values: unknown[]): Field => ({
    ...curve,
    // As if of another time: it is none of the curve that may be provisional.
    labels: { ...curve.labels, compare: 'expected' },
    config: { unit: curve.config.unit, displayNameFromDS, color: { mode: 'fixed', fixedColor }, custom },
    values,
  });
  const edge = { lineWidth: 0, showPoints: 'never', hideFrom: { legend: true, tooltip: false, viz: false } };
  const colour = palette[line % palette.length]!;
  const least = words.expected.low({ name });
  const outside = numbers('outside');
  return [
    beside(least, colour, { ...edge, fillOpacity: 0 }, numbers('expected_low')),
    beside(
      words.expected.high({ name }),
      colour,
      { ...edge, fillOpacity: 12, fillBelowTo: least },
      numbers('expected_high')
    ),
    ...(outside.every((value) => value === null)
      ? []
      : [beside(words.expected.outside({ name }), 'red', { drawStyle: 'points', pointSize: 9 }, outside)]),
  ];
}
