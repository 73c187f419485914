import type { DataQuery } from '@grafana/schema';
import { dimensionByName, dimensionNames, type DimensionName } from '@stats-portal/catalog';
import { countOrNull, isRecord, show, unknownKeys, type Filter } from '@stats-portal/query';
import { upgrade } from './upgrade.ts';
import { defaultQuery } from './query.ts';

/** What a template variable asks: the values of a dimension, most frequent first. */
export interface StatsVariableQuery extends DataQuery {
  readonly version: 1;
  readonly dimension: DimensionName;
  /** May name other variables. */
  readonly where: readonly Filter[];
  /** Literal text that values contain; Grafana's `$__searchFilter` is what the user types into the list. */
  readonly search: string;
  readonly limit: number;
}

export const searchFilter = '$__searchFilter';

/** A new variable: the taxonomies. */
export const defaultVariableQuery: Omit<StatsVariableQuery, 'refId'> = {
  version: 1,
  dimension: 'taxonomy',
  where: [],
  search: searchFilter,
  limit: 1000,
};

export type UpgradedVariable =
  | { readonly kind: 'query'; readonly query: StatsVariableQuery }
  | { readonly kind: 'damaged'; readonly faults: readonly string[] };

const known = ['refId', 'datasource', 'hide', 'key', 'queryType', ...Object.keys(defaultVariableQuery)];

/** A saved variable's query in today's form. Grafana gives an empty text to a new one. */
export function upgradeVariable(saved: unknown): UpgradedVariable {
  if (saved === undefined || saved === null || saved === '') {
    return { kind: 'query', query: { refId: 'variable', ...defaultVariableQuery } };
  }
  if (!isRecord(saved)) {
    return { kind: 'damaged', faults: [`a variable's query is an object, not ${show(saved)}`] };
  }
  const faults: string[] = [];
  unknownKeys("a variable's query", saved, known, faults);
  const { version = 1, dimension = 'taxonomy', where = [], search = '', limit = 1000, refId = 'variable' } = saved;
  const name = typeof dimension === 'string' ? dimensionByName(dimension) : undefined;
  if (name === undefined) {
    faults.push(`there is no dimension ${show(dimension)}; there are ${dimensionNames.join(', ')}`);
  }
  if (version !== 1) {
    faults.push(`version is ${show(version)}; this plugin knows version 1`);
  }
  if (typeof search !== 'string') {
    faults.push(`search is ${show(search)}; it is a text`);
  }
  const filters = upgrade({ refId: 'variable', ...defaultQuery, where });
  if (filters.kind === 'damaged') {
    faults.push(...filters.faults);
  }
  const count = countOrNull('limit', limit, 1, 10_000, faults);
  if (faults.length > 0 || name === undefined || filters.kind === 'damaged') {
    return { kind: 'damaged', faults };
  }
  return {
    kind: 'query',
    query: {
      refId: String(refId),
      version: 1,
      dimension: name,
      where: filters.query.where,
      search: String(search),
      limit: count ?? 1000,
    },
  };
}
