import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { dimensions, measures, type DimensionName } from '@stats-portal/catalog';
import type { Filter } from '@stats-portal/query';
import { defaultVariableQuery } from '../src/datasource/variableQuery.ts';
import { postgres, statistics } from './sources.ts';

export type Variable = dashboard.VariableModel;

/** Whose statistics: the reader's choice where there are several. */
export function sources(withRecords: boolean): Variable[] {
  const choice = (name: string, label: string, type: string): Variable =>
    new dashboard.DatasourceVariableBuilder(name).label(label).type(type).build();
  return [
    choice('datasource', 'Statistics', statistics.type),
    ...(withRecords ? [choice('postgres', 'Records', postgres.type)] : []),
  ];
}

/** The values of a dimension, most frequent first. With `all`, none chosen is no filter. */
export function valuesOf(
  dimension: DimensionName,
  options: { readonly all: boolean; readonly multi?: boolean; readonly where?: readonly Filter[] }
): Variable {
  const variable = new dashboard.QueryVariableBuilder(dimension)
    .label(dimensions[dimension].label)
    .description(dimensions[dimension].description)
    .datasource(statistics)
    .query({ refId: 'variable', ...defaultVariableQuery, dimension, where: options.where ?? [] })
    .refresh(dashboard.VariableRefresh.OnDashboardLoad)
    .sort(dashboard.VariableSort.Disabled)
    .multi(options.multi ?? true)
    .includeAll(options.all)
    .allowCustomValue(true);
  return (options.all ? variable.current({ selected: true, text: ['All'], value: ['$__all'] }) : variable).build();
}

/** A switch between given values, the first one chosen. */
export function choice(
  name: string,
  label: string,
  values: ReadonlyArray<readonly [value: string, text: string]>
): Variable {
  const options = values.map(([value, text], index) => ({ selected: index === 0, text, value }));
  return new dashboard.CustomVariableBuilder(name)
    .label(label)
    .values(values.map(([value, text]) => `${text} : ${value}`).join(', '))
    .options(options)
    .current(options[0]!)
    .build();
}

/** Addresses or events. */
export const measureSwitch: Variable = choice(
  'measure',
  'Measure',
  (['ips', 'events'] as const).map((name) => [name, measures[name].label] as const)
);

/** Any filter at all. */
export const filters: Variable = new dashboard.AdHocVariableBuilder('filters')
  .label('Filters')
  .datasource(statistics)
  .build();
