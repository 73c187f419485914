import { dimensionByName, dimensionNames, measureNames, type DimensionName } from '@stats-portal/catalog';
import {
  comparisons,
  countOrNull,
  defaults,
  gapRules,
  isRecord,
  oneOf,
  operators,
  shapes,
  show,
  trueOrFalse,
  unknownKeys,
  type Filter,
} from '@stats-portal/query';
import { defaultQuery, isVariable, savedGrains, type StatsQuery, type Variable } from './query.ts';

/** What a saved query is: one of ours, or damaged, and why. Damaged ones are left as they are. */
export type Upgraded =
  | { readonly kind: 'query'; readonly query: StatsQuery }
  | { readonly kind: 'damaged'; readonly faults: readonly string[] };

/** Keys that Grafana puts on any query. */
const grafanas = ['refId', 'hide', 'key', 'queryType', 'datasource', 'intervalMs', 'maxDataPoints', 'utcOffsetSec'];

/** What `interpolateVariablesInQueries` adds for expressions and Explore: made anew each time. */
const compiled = ['rawSql', 'format', 'rawQuery', 'editorMode'];

const ours = Object.keys(defaultQuery);

/** Parts and names that are unknown here are known somewhere. */
const hint = 'made by a newer version of this plugin? then update this one';

/**
 * A saved query in today's form. One with nothing of ours in it is new, and takes the defaults. What is of a later
 * version, has unknown parts or the wrong types is damaged. Whether it can be asked is another matter (compile.ts).
 */
export function upgrade(saved: unknown): Upgraded {
  if (!isRecord(saved)) {
    return { kind: 'damaged', faults: [`a query is an object, not ${show(saved)}`] };
  }
  const faults: string[] = [];
  const own = Object.fromEntries(Object.entries(saved).filter(([key]) => !isGrafanas(key)));
  const grafana = readGrafanas(saved, faults);
  if (Object.keys(own).length === 0) {
    return faults.length > 0 ? { kind: 'damaged', faults } : { kind: 'query', query: { ...grafana, ...defaultQuery } };
  }
  if (own.version !== 1) {
    faults.push(
      typeof own.version === 'number' && own.version > 1
        ? `the query is of version ${own.version}, this plugin knows version 1: it is older than the one that saved the query`
        : `version is ${show(own.version)}; it is 1`
    );
    return { kind: 'damaged', faults };
  }
  unknownKeys('a query', own, ours, faults);
  // Saved before there were gaps: shown as then.
  const parts: Record<string, unknown> = { ...defaultQuery, gaps: defaults.gaps, ...own };
  const query: StatsQuery = {
    ...grafana,
    version: 1,
    measure: readMeasure(parts.measure, faults),
    by: readBy(parts.by, faults),
    where: readWhere(parts.where, faults),
    grain: oneOf('grain', parts.grain, savedGrains, faults),
    top: countOrNull('top', parts.top, 1, 1000, faults),
    remaining: trueOrFalse('remaining', parts.remaining, faults),
    shape: oneOf('shape', parts.shape, shapes, faults),
    compare: oneOf('compare', parts.compare, comparisons, faults),
    movingMedian: countOrNull('movingMedian', parts.movingMedian, 2, 90, faults),
    expected: trueOrFalse('expected', parts.expected, faults),
    closed: parts.closed === null ? null : trueOrFalse('closed', parts.closed, faults),
    gaps: oneOf('gaps', parts.gaps, gapRules, faults),
  };
  return faults.length > 0 ? { kind: 'damaged', faults: [...faults, hint] } : { kind: 'query', query };
}

function isGrafanas(key: string): boolean {
  return grafanas.includes(key) || compiled.includes(key);
}

type Grafanas = Pick<StatsQuery, 'refId' | 'hide' | 'key' | 'queryType' | 'datasource'>;

function readGrafanas(saved: Record<string, unknown>, faults: string[]): Grafanas {
  const { refId, hide, datasource } = saved;
  if (refId !== undefined && typeof refId !== 'string') {
    faults.push(`refId is ${show(refId)}; it is a text`);
  }
  if (hide !== undefined && typeof hide !== 'boolean') {
    faults.push(`hide is ${show(hide)}; it is true or false`);
  }
  if (datasource !== undefined && datasource !== null && typeof datasource !== 'string' && !isRecord(datasource)) {
    faults.push(`datasource is ${show(datasource)}; it is a reference to a data source`);
  }
  const kept = Object.entries(saved).filter(([key]) => grafanas.includes(key));
  return { refId: 'A', ...Object.fromEntries(kept) };
}

function readMeasure(value: unknown, faults: string[]): StatsQuery['measure'] {
  return typeof value === 'string' && isVariable(value) ? value : oneOf('measure', value, measureNames, faults);
}

function readBy(value: unknown, faults: string[]): StatsQuery['by'] {
  if (!Array.isArray(value)) {
    faults.push(`by is ${show(value)}; it is a list of dimensions`);
    return [];
  }
  return value.map((name: unknown): DimensionName | Variable =>
    typeof name === 'string' && isVariable(name) ? name : readDimension(name, faults)
  );
}

function readWhere(value: unknown, faults: string[]): Filter[] {
  if (!Array.isArray(value)) {
    faults.push(`where is ${show(value)}; it is a list of filters`);
    return [];
  }
  return value.flatMap((filter: unknown) => {
    if (!isRecord(filter)) {
      faults.push(`a filter is ${show(filter)}; it has dimension, operator and values`);
      return [];
    }
    unknownKeys('a filter', filter, ['dimension', 'operator', 'values'], faults);
    return [
      {
        dimension: readDimension(filter.dimension, faults),
        operator: oneOf('operator', filter.operator, operators, faults),
        values: readTexts(filter.values ?? [], faults),
      },
    ];
  });
}

function readDimension(value: unknown, faults: string[]): DimensionName {
  const name = typeof value === 'string' ? dimensionByName(value) : undefined;
  if (name === undefined) {
    faults.push(`there is no dimension ${show(value)}; there are ${dimensionNames.join(', ')}`);
  }
  return name ?? 'taxonomy';
}

function readTexts(value: unknown, faults: string[]): string[] {
  if (!Array.isArray(value) || !value.every((text): text is string => typeof text === 'string')) {
    faults.push(`values are ${show(value)}; they are a list of texts`);
    return [];
  }
  return value;
}
