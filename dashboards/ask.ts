import type * as cog from '@grafana/grafana-foundation-sdk/cog';
import type { DimensionName } from '@stats-portal/catalog';
import type { Filter } from '@stats-portal/query';
import { defaultQuery, type StatsParts } from '../src/datasource/query.ts';
import { statistics, postgres } from './sources.ts';

/** Something that a panel can be asked with, as the SDK wants it. */
export type Target = cog.Builder<cog.Dataquery>;

/** A question to the statistics; what is left out is as in a new panel: addresses per day, as a curve. */
export function ask(parts: Partial<StatsParts>, refId = 'A'): Target {
  return target({ refId, datasource: statistics, ...defaultQuery, ...parts });
}

/** A question in SQL to the portal's own records (ledger, runs), which are no statistics. Never with a variable in it. */
export function sql(rawSql: string, refId = 'A'): Target {
  return target({ refId, datasource: postgres, rawSql, rawQuery: true, editorMode: 'code', format: 'table' });
}

/** Only these values; a variable with "All" is no filter. */
export function is(dimension: DimensionName, ...values: string[]): Filter {
  return { dimension, operator: 'in', values };
}

/** Without the events that have no value there. */
export function has(dimension: DimensionName): Filter {
  return { dimension, operator: 'not none', values: [] };
}

function target(query: object): Target {
  return { build: () => query as cog.Dataquery };
}
