import { feedStatusTable, freshnessView } from '@stats-portal/catalog';
import type { Presence } from '@stats-portal/query';
import type { Cell } from './columns.ts';
import type { Portal } from './query.ts';
import { words } from './words.ts';
import { isZone } from './zone.ts';

const day = (column: string): string => `to_char(${column}, 'YYYY-MM-DD') AS ${column}`;

const missingDays = `(SELECT string_agg(DISTINCT to_char(day, 'YYYY-MM-DD'), ' ') FROM ${feedStatusTable} WHERE status = 'missing')`;

/** One row, or none if nothing was set up yet. */
export const portalSql = `SELECT zone, ${day('closed_until')}, ${day('complete_until')}, ${day('hosts_from')}, ${day('hosts_until')}, ${missingDays} AS missing_days FROM ${freshnessView}`;

/** Throws an Error that says what to do. */
export function readPortal(row: Readonly<Record<string, Cell>> | undefined): Portal {
  const zone = row?.zone;
  if (typeof zone !== 'string') {
    throw new Error(words.missing.setUp);
  }
  if (!isZone(zone)) {
    throw new Error(words.missing.zone({ zone }));
  }
  return {
    zone,
    closedUntil: textOrNull(row?.closed_until),
    completeUntil: textOrNull(row?.complete_until),
    hosts: readPresence(row),
    missingDays: textOrNull(row?.missing_days)?.split(' ') ?? [],
  };
}

/** Null where no presence is kept. */
function readPresence(row: Readonly<Record<string, Cell>> | undefined): Presence | null {
  const [from, to] = [textOrNull(row?.hosts_from), textOrNull(row?.hosts_until)];
  return from === null || to === null ? null : { from, to };
}

function textOrNull(cell: Cell | undefined): string | null {
  return cell === null || cell === undefined ? null : String(cell);
}
