import { hostsTable, identifier } from '@stats-portal/catalog';
import type { Database } from '../database/database.ts';
import type { ReadyDay } from '../day/count.ts';
import { statisticsTable } from '../statistics/statistics.ts';
import type { Hosts } from './hosts.ts';
import { hostColumns, hostRows } from './rows.ts';

const table = statisticsTable(hostsTable.name);

/**
 * Puts who was seen on a day in the place of who was there, in the transaction that counts the day. Gives the name of
 * the key for the ledger; null where nothing is kept: not wanted, or the day is too old.
 */
export async function replaceHosts(
  statsdb: Database,
  ready: ReadyDay,
  { day, hosts, hostsSince }: { readonly day: string; readonly hosts: Hosts | null; readonly hostsSince: string }
): Promise<string | null> {
  await removeHosts(statsdb, day);
  if (hosts === null || day < hostsSince) {
    return null;
  }
  await statsdb.copyIn(hostsTarget(hostColumns), hostRows(ready, day, hosts), 'binary');
  return hosts.name;
}

/** The table and these columns of it, for a COPY. */
export function hostsTarget(columns: readonly string[]): string {
  return `${table} (${columns.map(identifier).join(', ')})`;
}

/** Takes away who was seen on a day. */
export async function removeHosts(statsdb: Database, day: string): Promise<void> {
  await statsdb.query(`DELETE FROM ${table} WHERE day = $1::timestamp`, [day]);
}
