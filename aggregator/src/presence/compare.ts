import { hostDimensions, hostsTable, identifier, literal } from '@stats-portal/catalog';
import type { Database } from '../database/database.ts';
import { statisticsTable } from '../statistics/statistics.ts';
import type { Difference, Numbers } from '../verify/compare.ts';
import { copiedLines, copiedValues } from '../verify/copied.ts';
import type { Hosts } from './hosts.ts';

const columns = [...hostDimensions, 'host', 'address'].map(identifier).join(', ');

/**
 * Compares who was seen on a day, and as what, with a recount: of a cell whose addresses differ, how many there are on
 * either side. `recount` gives the lines of `hostsStatement`; null where no presence is to be kept of the day.
 */
export async function compareHosts(
  statsdb: Database,
  day: string,
  recount: AsyncIterable<Uint8Array> | null,
  hosts: Hosts | null,
  tell: (difference: Difference) => void
): Promise<void> {
  const cells = new Cells();
  if (recount !== null && hosts !== null) {
    for await (const lines of copiedLines(recount)) {
      for (const line of lines) {
        const [cell, address] = parted(line);
        const host = hosts.hostOf(address).readBigInt64BE();
        cells.recounted(cell, `${host}\t${hosts.isPlain ? address : '\\N'}`);
      }
    }
  }
  const select = `SELECT ${columns} FROM ${statisticsTable(hostsTable.name)} WHERE day = CAST(${literal(day)} AS timestamp)`;
  for await (const lines of copiedLines(statsdb.copyOut(select))) {
    for (const line of lines) {
      const [start, address] = parted(line);
      const [cell, host] = parted(start);
      cells.stored(cell, `${host}\t${address}`);
    }
  }
  for (const { cell, stored, recounted } of cells.different()) {
    const values = copiedValues(cell);
    tell({
      day,
      rollup: hostsTable.name,
      key: Object.fromEntries(hostDimensions.map((name, place) => [name, values[place]])),
      stored: numbersOf(stored),
      recounted: numbersOf(recounted),
    });
  }
}

/** Whether the ledger says that presence is kept of a day. */
export async function hasHosts(statsdb: Database, day: string): Promise<boolean> {
  const rows = await statsdb.rows(
    `SELECT day::text FROM ${statisticsTable('days')} WHERE day = $1::timestamp AND hosts IS NOT NULL`,
    [day]
  );
  return rows.length > 0;
}

function numbersOf(ips: number): Numbers | null {
  return ips === 0 ? null : { events: null, ips };
}

/** Before the last tab, and after it. */
function parted(line: string): [string, string] {
  const end = line.lastIndexOf('\t');
  return [line.slice(0, end), line.slice(end + 1)];
}

/** Addresses by cell. A row that is stored twice is one too many. */
class Cells {
  readonly #cells = new Map<string, { readonly left: Set<string>; stored: number; recounted: number; odd: boolean }>();

  recounted(cell: string, host: string): void {
    const known = this.#of(cell);
    known.recounted += 1;
    known.left.add(host);
  }

  stored(cell: string, host: string): void {
    const known = this.#of(cell);
    known.stored += 1;
    if (!known.left.delete(host)) {
      known.odd = true;
    }
  }

  *different(): Iterable<{ cell: string; stored: number; recounted: number }> {
    for (const [cell, { left, stored, recounted, odd }] of this.#cells) {
      if (odd || left.size > 0) {
        yield { cell, stored, recounted };
      }
    }
  }

  #of(cell: string): { readonly left: Set<string>; stored: number; recounted: number; odd: boolean } {
    let known = this.#cells.get(cell);
    if (known === undefined) {
      known = { left: new Set(), stored: 0, recounted: 0, odd: false };
      this.#cells.set(cell, known);
    }
    return known;
  }
}
