import { rollupByName } from '@stats-portal/catalog';
import { statisticsTable } from '../statistics/statistics.ts';
import type { Repair } from './drift.ts';
import type { Column } from './schema.ts';

const days = statisticsTable('days');
const rollups = statisticsTable('rollups');
const total = `rollup = ${rollupByName('total').id}`;
const withoutAddress = `rollup = ${rollupByName('family').id} AND family IS NULL`;

const sumOfDay = (condition: string): string =>
  `(SELECT coalesce(sum(r.events), 0) FROM ${rollups} AS r WHERE ${condition} AND r.day = ${days}.day)`;

/** What a lost column of the ledger had, as far as the rest of the database knows it. */
const fromElsewhere: Readonly<Record<string, string>> = {
  'days.zone': `(SELECT zone FROM ${statisticsTable('portal')})`,
  'days.events': sumOfDay(total),
  'days.without_address': sumOfDay(withoutAddress),
  'days.events_seen': sumOfDay(total),
};

const ofType: Readonly<Record<string, string>> = {
  smallint: '0',
  integer: '0',
  bigint: '0',
  boolean: 'false',
  text: `''`,
  'timestamp with time zone': 'now()',
};

/** What stands in a new column until it is known better; null where nothing is known. */
export function stopgap(table: string, column: Column): string | null {
  return fromElsewhere[`${table}.${column.name}`] ?? ofType[column.type] ?? null;
}

/** The next run counts all days anew whose events are still there, as after a change of the aliases. */
export const countAnew: readonly Repair[] = [
  { step: 'numbers', sql: `UPDATE ${days} SET counting = ''` },
  { step: 'numbers', sql: `UPDATE ${statisticsTable('portal')} SET counting = NULL` },
];

/** No day has addresses any more, until it is counted anew. */
export const noHosts: Repair = { step: 'numbers', sql: `UPDATE ${days} SET hosts = NULL` };

/** The ledger as the rollups tell it. */
export const ledgerFromRollups: Repair = {
  step: 'numbers',
  sql:
    `INSERT INTO ${days} (day, version, counting, zone, events, without_address, events_seen, counted_at) ` +
    `SELECT day, 1, '', (SELECT zone FROM ${statisticsTable('portal')}), coalesce(sum(events) FILTER (WHERE ${total}), 0), ` +
    `coalesce(sum(events) FILTER (WHERE ${withoutAddress}), 0), coalesce(sum(events) FILTER (WHERE ${total}), 0), now() ` +
    `FROM ${rollups} WHERE rollup IN (${rollupByName('total').id}, ${rollupByName('family').id}) GROUP BY day`,
};
