import { aliases, obstacles, rollups, type Rollup } from '@stats-portal/catalog';
import { needOf, plan, print, type Question } from '@stats-portal/query';
import fc from 'fast-check';
import type { Database } from '../aggregator/src/database/database.ts';
import { eachDatabase } from './environment/index.ts';
import { createEvents, eventArbitrary, insertEvents } from './events.ts';
import { countedEvents, truth, type Counted } from './oracle.ts';
import { runAt, setUp, testSettings } from './portal.ts';
import { questionArbitrary } from './questions.ts';

const days = ['2025-12-29', '2025-12-31', '2026-01-01', '2026-01-02', '2026-01-31', '2026-02-01'];
/** Three days later than the last: with three provisional days the last day is open to change, the others closed. */
const now = '2026-02-03T04:00:00Z';
const closedUntil = '2026-01-31';

/** Random events in, statistics made by a run as users do it. */
async function counted(open: () => Promise<Database>, seed: number): Promise<{ statsdb: Database; all: Counted[] }> {
  const eventdb = await open();
  const statsdb = await open();
  const settings = await testSettings();
  const [events] = fc.sample(fc.array(eventArbitrary(days), { minLength: 60, maxLength: 60 }), { seed, numRuns: 1 });
  await createEvents(eventdb);
  await insertEvents(eventdb, events!);
  await setUp(statsdb, settings);
  await runAt(now, { eventdb, statsdb, settings });
  return { statsdb, all: countedEvents(events!, aliases) };
}

/** The answer as the truth has it: grain and dimensions to value. */
async function answer(statsdb: Database, question: Question, sql: string): Promise<Map<string, number>> {
  const { columns, rows } = await statsdb.query(sql);
  const at = (name: string): number => columns.findIndex((column) => column.name === name);
  return new Map(
    rows.map((row) => {
      const key = [
        question.grain === 'none' ? null : row[at(question.grain)],
        ...question.by.map((name) => row[at(name)]),
      ];
      return [JSON.stringify(key), Number(row[at(question.measure)])];
    })
  );
}

/** A question without groups over nothing has one row that says nothing. */
function withoutNothing(rows: ReadonlyMap<string, number>): Array<[string, number]> {
  return [...rows].filter(([, value]) => value !== 0 && !Number.isNaN(value)).sort(([a], [b]) => a.localeCompare(b));
}

function expectSame(found: ReadonlyMap<string, number>, expected: ReadonlyMap<string, number>): void {
  const rounded = (rows: ReadonlyMap<string, number>): Array<[string, number]> =>
    withoutNothing(rows).map(([key, value]) => [key, Math.round(value * 1e6) / 1e6]);
  expect(rounded(found)).toEqual(rounded(expected));
}

eachDatabase('every answer equals one GROUP BY over the events', (open) => {
  const seed = Number(process.env.SEED ?? 20_260_101);

  test(`whatever is asked, of every rollup that may answer (SEED=${seed})`, async () => {
    const { statsdb, all } = await counted(open, seed);
    const answered = new Set<string>();
    await fc.assert(
      fc.asyncProperty(questionArbitrary(days), async (question) => {
        const expected = truth(question, all, closedUntil);
        for (const rollup of rollups.filter((candidate) => obstacles(candidate, needOf(question)).length === 0)) {
          answered.add(rollup.name);
          const only = plan(question, [rollup]);
          expect(only.exactness.kind).toBe('exact');
          expectSame(await answer(statsdb, question, print(only)), expected);
        }
      }),
      { seed, numRuns: 150 }
    );
    expect(answered.size).toBeGreaterThan(20);
  });

  test('each rollup answers by its own dimensions, every day', async () => {
    const { statsdb, all } = await counted(open, seed + 1);
    for (const rollup of rollups as readonly Rollup[]) {
      for (const measure of ['events', 'ips'] as const) {
        const question: Question = {
          ...questionOf({ measure, by: rollup.dimensions, grain: 'day' }),
        };
        expectSame(await answer(statsdb, question, print(plan(question, [rollup]))), truth(question, all, closedUntil));
      }
    }
  });

  test('what is "at most" is never less than the truth, and "exact" is never wrong', async () => {
    const { statsdb, all } = await counted(open, seed + 2);
    await fc.assert(
      fc.asyncProperty(questionArbitrary(days), async (question) => {
        const chosen = plan(question);
        const expected = truth(question, all, closedUntil);
        const found = await answer(statsdb, question, print(chosen));
        if (chosen.exactness.kind === 'exact') {
          expectSame(found, expected);
        }
        for (const [key, value] of expected) {
          expect(found.get(key)).toBeGreaterThanOrEqual(value - 1e-9);
        }
      }),
      { seed, numRuns: 150 }
    );
  });
});

function questionOf(part: Partial<Question>): Question {
  return {
    version: 1,
    measure: 'ips',
    by: [],
    where: [],
    grain: 'none',
    from: days[0]!,
    to: days.at(-1)!,
    top: null,
    remaining: true,
    shape: 'table',
    compare: 'none',
    movingMedian: null,
    closed: null,
    ...part,
  };
}
