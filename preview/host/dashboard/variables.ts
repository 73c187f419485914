import { CoreApp, dateTime, toDataFrame, type MetricFindValue, type TimeRange } from '@grafana/data';
import { getDataSourceSrv } from '@grafana/runtime';
import { firstValueFrom, from } from 'rxjs';
import { allValue, type Variable } from '../services/templateSrv.ts';
import { templateSrv } from '../services/index.ts';
import { type VariableModel } from './model.ts';

export interface Option {
  readonly label: string;
  readonly value: string;
}

/** A variable with what can be chosen, and what is. */
export interface ResolvedVariable extends Variable {
  readonly model: VariableModel;
  readonly options: readonly Option[];
}

/**
 * The variables in their order, each with the values of the address, else the dashboard's own, else its first. Those
 * that come later may depend on earlier ones, which is why they are handed to the template service one by one.
 */
export async function resolveVariables(
  models: readonly VariableModel[],
  parameters: URLSearchParams,
  range: TimeRange
): Promise<ResolvedVariable[]> {
  const resolved: ResolvedVariable[] = [];
  templateSrv.updateTimeRange(range);
  for (const model of models) {
    const all = model.includeAll === true ? [{ label: 'All', value: allValue }] : [];
    const options = [...all, ...(await optionsOf(model, range))];
    const asked = parameters.getAll(`var-${model.name}`);
    const isList = model.multi === true || model.type === 'adhoc';
    const saved = [model.current?.value ?? []].flat().filter((value) => value !== '');
    const chosen = asked.length > 0 ? asked : saved.length > 0 ? saved : options.slice(0, 1).map(({ value }) => value);
    resolved.push({
      name: model.name,
      type: model.type,
      value: isList ? chosen : (chosen[0] ?? ''),
      text: chosen.map((value) => options.find((option) => option.value === value)?.label ?? value).join(' + '),
      all: model.allValue ? [model.allValue] : options.map(({ value }) => value).filter((value) => value !== allValue),
      datasource: model.datasource,
      model,
      options,
    });
    templateSrv.setVariables([...resolved]);
  }
  return resolved;
}

async function optionsOf(model: VariableModel, range: TimeRange): Promise<Option[]> {
  switch (model.type) {
    case 'datasource':
      return getDataSourceSrv()
        .getList({ pluginId: textOf(model.query) })
        .map(({ name, uid }) => ({ label: name, value: uid }));
    case 'custom':
      return textOf(model.query)
        .split(/(?<!\\),/)
        .map((entry) => entry.trim().split(' : '))
        .map(([label = '', value = label]) => ({ label, value }));
    case 'query':
      return (await askFor(model, range)).map(({ text, value = text }) => ({
        label: text,
        value: String(value),
      }));
    default:
      return [];
  }
}

const textOf = (query: unknown): string => (typeof query === 'string' ? query : '');

/** Values from the variable's data source: its own support for variables, or the older metricFindQuery. */
async function askFor(model: VariableModel, range: TimeRange): Promise<MetricFindValue[]> {
  const source = await getDataSourceSrv().get(model.datasource);
  const support = source.variables;
  if (!support || !('query' in support) || !support.query) {
    return (await source.metricFindQuery?.(model.query, { range })) ?? [];
  }
  const query = typeof model.query === 'object' ? model.query : { query: model.query };
  const { data } = await firstValueFrom(
    from(
      support.query({
        app: CoreApp.Dashboard,
        requestId: `variable-${model.name}`,
        targets: [{ ...query, refId: 'variable', datasource: source.getRef() }],
        range,
        interval: '1d',
        intervalMs: 86_400_000,
        scopedVars: {},
        timezone: 'utc',
        startTime: dateTime().valueOf(),
      })
    )
  );
  return data.flatMap((part: MetricFindValue | object) => ('text' in part ? [part] : ofFrame(part)));
}

/** A frame's fields `text` and `value`, or its first field for both. */
function ofFrame(part: object): MetricFindValue[] {
  const { fields, length } = toDataFrame(part);
  const field = (name: string) => fields.find((one) => one.name === name) ?? fields[0];
  return Array.from({ length }, (_, row) => ({
    text: String(field('text')?.values[row]),
    value: String(field('value')?.values[row]),
  }));
}
