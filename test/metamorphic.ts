import { aliases, obstacles, rollups, type Rollup } from '@stats-portal/catalog';
import { needOf, plan, print, type Question } from '@stats-portal/query';
import fc from 'fast-check';
import type { Database } from '../aggregator/src/database/database.ts';
import { storeConstituency } from '../aggregator/src/operators/store.ts';
import { createEvents, eventArbitrary, insertEvents } from './events.ts';
import { constituency, countedEvents, truth, type Counted } from './oracle.ts';
import { runAt, setUp, testSettings } from './portal.ts';
import { questionArbitrary } from './questions.ts';

export const days = ['2025-12-29', '2025-12-31', '2026-01-01', '2026-01-02', '2026-01-31', '2026-02-01'];
/** With three provisional days the last day is still open to change, all others are closed. */
const now = '2026-02-03T04:00:00Z';
export const closedUntil = '2026-01-31';

/** Statistics made by a run as users do it, and the events that they were made of. */
export interface Portal {
  readonly statsdb: Database;
  readonly all: readonly Counted[];
}

/** Random events in, a run over them. */
export async function countedPortal(open: () => Promise<Database>, seed: number): Promise<Portal> {
  const eventdb = await open();
  const statsdb = await open();
  const settings = await testSettings();
  const [events] = fc.sample(fc.array(eventArbitrary(days), { minLength: 60, maxLength: 60 }), { seed, numRuns: 1 });
  await createEvents(eventdb);
  await insertEvents(eventdb, events!);
  await setUp(statsdb, settings);
  await storeConstituency(statsdb, constituency, { source: 'test', now: new Date(now) });
  await runAt(now, { eventdb, statsdb, settings });
  return { statsdb, all: countedEvents(events!, aliases) };
}

/** How a question is answered: the SQL of every rollup that is said to answer it exactly. */
export type Answerer = (question: Question) => readonly string[];

/** What the program does. */
export const program: Answerer = (question) =>
  rollups
    .filter((rollup) => obstacles(rollup, needOf(question)).length === 0)
    .map((rollup) => print(plan(question, [rollup as Rollup])));

/** Whatever is asked, every exact answer equals one GROUP BY over the events. */
export function exactAnswers(portal: Portal, answerer: Answerer): fc.IAsyncProperty<[Question]> {
  return fc.asyncProperty(questionArbitrary(days), async (question) => {
    const expected = comparable(truth(question, portal.all, closedUntil));
    for (const sql of answerer(question)) {
      expect(comparable(await answer(portal.statsdb, question, sql))).toEqual(expected);
    }
  });
}

/** A table's rows: grain and dimensions (as JSON) to value. */
export async function answer(statsdb: Database, question: Question, sql: string): Promise<Map<string, number>> {
  const { columns, rows } = await statsdb.query(sql);
  const at = (name: string): number => columns.findIndex((column) => column.name === name);
  return new Map(
    rows.map((row) => {
      const time = question.grain === 'none' ? null : row[at(question.grain)];
      return [JSON.stringify([time, ...question.by.map((name) => row[at(name)])]), Number(row[at(question.measure)])];
    })
  );
}

/** Sorted, without rows that count nothing (a question without groups always has its one row). */
export function comparable(rows: ReadonlyMap<string, number>): Array<[string, number]> {
  return [...rows]
    .filter(([, value]) => value !== 0 && !Number.isNaN(value))
    .map(([key, value]): [string, number] => [key, Math.round(value * 1e6) / 1e6])
    .sort(([a], [b]) => a.localeCompare(b));
}
