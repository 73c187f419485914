import { dimensionNames, identifier, literal, countedNames, rollups, type DimensionName } from '@stats-portal/catalog';
import type { Database } from '../database/database.ts';
import { rollupIds, statisticsTable } from '../statistics/statistics.ts';
import { copiedLines, copiedValues } from './copied.ts';

/** The measures of one row. */
export interface Numbers {
  /** Null where only addresses are told: presence. */
  readonly events: number | null;
  /** Null where only events are told: the ledger. */
  readonly ips: number | null;
}

/** A row that is not the same in the statistics and in the recount; null where it is missing. */
export interface Difference {
  readonly day: string;
  /** Name of the rollup, `ledger`, or `hosts` for presence. */
  readonly rollup: string;
  /** Values of the rollup's dimensions; none where it has none. */
  readonly key: Readonly<Partial<Record<DimensionName, string | null>>>;
  readonly stored: Numbers | null;
  readonly recounted: Numbers | null;
}

type RollupOfCatalog = (typeof rollups)[number];

const columns = [...dimensionNames, ...countedNames].map(identifier).join(', ');

/**
 * Compares the stored rows of a day with a recount, rollup by rollup: of both, no more than one rollup is in memory.
 * `recount` gives the lines of `recountStatement`. A row that is stored twice is one too many.
 */
export async function compareDay(
  statsdb: Database,
  day: string,
  recount: AsyncIterable<Uint8Array>,
  tell: (difference: Difference) => void
): Promise<void> {
  const waiting = [...rollups];
  let open: OpenRollup | undefined;
  const openNext = async (): Promise<OpenRollup> => {
    open?.finish();
    return new OpenRollup(waiting.shift()!, day, tell).load(statsdb);
  };

  for await (const lines of copiedLines(recount)) {
    for (const line of lines) {
      const end = line.indexOf('\t');
      const id = Number(line.slice(0, end));
      while (open?.rollup.id !== id) {
        open = await openNext();
      }
      open.meet(line.slice(end + 1));
    }
  }
  while (waiting.length > 0) {
    open = await openNext();
  }
  open?.finish();
}

/** Whether there is anything to compare on the stored side. Most days of a long range are quickly seen to be empty. */
export async function hasRows(statsdb: Database, day: string): Promise<boolean> {
  const [row] = await statsdb.rows<{ found: string }>(
    `SELECT EXISTS (SELECT FROM ${statisticsTable('rollups')} WHERE rollup IN (${rollupIds}) AND day = $1::timestamp)::text AS found`,
    [day]
  );
  return row!.found === 'true';
}

/** The stored rows of one rollup that have not met their recount yet. */
class OpenRollup {
  readonly rollup: RollupOfCatalog;
  readonly #day: string;
  readonly #tell: (difference: Difference) => void;
  readonly #stored = new Map<string, string>();

  constructor(rollup: RollupOfCatalog, day: string, tell: (difference: Difference) => void) {
    this.rollup = rollup;
    this.#day = day;
    this.#tell = tell;
  }

  async load(statsdb: Database): Promise<this> {
    const select = `SELECT ${columns} FROM ${statisticsTable('rollups')}
      WHERE rollup = ${this.rollup.id} AND day = CAST(${literal(this.#day)} AS timestamp)`;
    for await (const lines of copiedLines(statsdb.copyOut(select))) {
      for (const line of lines) {
        const { key, numbers } = parted(line);
        if (this.#stored.has(key)) {
          this.#differ(key, numbers, null);
        } else {
          this.#stored.set(key, numbers);
        }
      }
    }
    return this;
  }

  meet(line: string): void {
    const { key, numbers } = parted(line);
    const stored = this.#stored.get(key);
    this.#stored.delete(key);
    if (stored !== numbers) {
      this.#differ(key, stored ?? null, numbers);
    }
  }

  finish(): void {
    for (const [key, numbers] of this.#stored) {
      this.#differ(key, numbers, null);
    }
  }

  #differ(key: string, stored: string | null, recounted: string | null): void {
    const values = copiedValues(key);
    const names: readonly DimensionName[] = this.rollup.dimensions;
    this.#tell({
      day: this.#day,
      rollup: this.rollup.name,
      // A stored row may have a value where its rollup has no dimension: then that is what is wrong with it.
      key: Object.fromEntries(
        dimensionNames.flatMap((name, place) =>
          names.includes(name) || values[place] !== null ? [[name, values[place]]] : []
        )
      ),
      stored: stored === null ? null : numbersOf(stored),
      recounted: recounted === null ? null : numbersOf(recounted),
    });
  }
}

/** The measures stand last, and hold no tab. */
function parted(line: string): { key: string; numbers: string } {
  const end = line.lastIndexOf('\t', line.lastIndexOf('\t') - 1);
  return { key: line.slice(0, end), numbers: line.slice(end + 1) };
}

function numbersOf(text: string): Numbers {
  const [events, ips] = text.split('\t').map(Number);
  return { events: events!, ips: ips! };
}
