import { asNamesTable } from '@stats-portal/catalog';
import type { Database } from '../database/database.ts';
import type { DayEvents } from '../day/read.ts';
import { textOfCopy } from '../events/copy.ts';
import { statisticsTable } from '../statistics/statistics.ts';

const table = statisticsTable(asNamesTable);

/** Names of the ASNs of a day, by number. Of several names the first in the alphabet, so that each count says the same. */
export function asNamesOf({ places }: DayEvents): Map<string, string> {
  const names = new Map<string, string>();
  for (const { asn, asName } of places) {
    const [number, name] = [textOfCopy(asn), textOfCopy(asName)];
    const known = number === null ? undefined : names.get(number);
    if (number !== null && name !== null && (known === undefined || name < known)) {
      names.set(number, name);
    }
  }
  return names;
}

/** The newest names that a run has met. */
export class AsNames {
  readonly #names = new Map<string, { readonly name: string; readonly day: string }>();

  meet(day: string, names: ReadonlyMap<string, string>): void {
    for (const [asn, name] of names) {
      const known = this.#names.get(asn);
      if (known === undefined || known.day < day) {
        this.#names.set(asn, { name, day });
      }
    }
  }

  /** Once for a run, not for each day: workers would wait for each other's rows. */
  async write(statsdb: Database): Promise<void> {
    const named = [...this.#names];
    await statsdb.query(
      `INSERT INTO ${table} AS known (asn, name, day)
       SELECT * FROM unnest($1::text[]::bigint[], $2::text[], $3::text[]::timestamp[])
       ON CONFLICT (asn) DO UPDATE SET name = excluded.name, day = excluded.day WHERE known.day <= excluded.day`,
      [named.map(([asn]) => asn), named.map(([, { name }]) => name), named.map(([, { day }]) => day)]
    );
  }
}
