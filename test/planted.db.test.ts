import { missing, rollups, type Rollup } from '@stats-portal/catalog';
import { needOf, plan, print } from '@stats-portal/query';
import fc from 'fast-check';
import { embeddedDatabase } from './environment/index.ts';
import { countedPortal, exactAnswers, program, type Answerer, type Portal } from './metamorphic.ts';

const seed = 20_260_101;

/** The test of the test: faults that such a program could have, each of which the metamorphic test must find. */
const planted: Readonly<Record<string, Answerer>> = {
  'distinct addresses are taken as additive': (question) =>
    rollups
      .filter((rollup) => missing(rollup, needOf(question)).length === 0)
      .map((rollup) => print(plan(question, [rollup as Rollup]))),
  'weeks are made of months': edited("date_trunc('week', day)", "date_trunc('month', day)"),
  'parts are merged by the largest instead of the sum': edited('sum("ips")', 'max("ips")'),
  '"not in" drops what has no value': edited(/"\w+" IS NULL OR /g, ''),
  'the last day of the range is left out': edited('day <= ', 'day < '),
  'averages are divided by the calendar’s days': edited('count(*) AS days', '31 AS days'),
  'provisional days are counted in averages': edited(/\n\s+AND day <= \(SELECT closed_until FROM freshness\)/g, ''),
};

describe('the metamorphic test finds a planted fault', () => {
  let portal: Portal;

  beforeAll(async () => {
    portal = await countedPortal(embeddedDatabase, seed);
  });

  test('and none where none was planted', async () => {
    expect((await fc.check(exactAnswers(portal, program), { seed, numRuns: 50 })).failed).toBe(false);
  });

  test.each(Object.keys(planted))('%s', async (name) => {
    const { failed, counterexample } = await fc.check(exactAnswers(portal, planted[name]!), { seed, numRuns: 300 });
    expect(failed).toBe(true);
    expect(counterexample).not.toBeNull();
  });

  test('a day’s rows are added to the old ones instead of replacing them', async () => {
    await portal.statsdb.execute(`INSERT INTO stats.rollups SELECT * FROM stats.rollups WHERE day = '2026-01-01'`);
    expect((await fc.check(exactAnswers(portal, program), { seed, numRuns: 300 })).failed).toBe(true);
  });
});

function edited(from: string | RegExp, to: string): Answerer {
  return (question) => program(question).map((sql) => sql.replaceAll(from, to));
}
