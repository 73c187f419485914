import { rollups, type Rollup } from '@stats-portal/catalog';
import { defaults, plan, print, type Question } from '@stats-portal/query';
import fc from 'fast-check';
import { eachDatabase } from './environment/index.ts';
import {
  answer,
  closedUntil,
  comparable,
  countedPortal,
  days,
  exactAnswers,
  program,
  type Portal,
} from './metamorphic.ts';
import { truth } from './oracle.ts';
import { questionArbitrary } from './questions.ts';

const seed = Number(process.env.SEED ?? 20_260_101);

eachDatabase(`every answer equals one GROUP BY over the events, SEED=${seed}`, (open) => {
  let portal: Portal;

  beforeAll(async () => {
    portal = await countedPortal(open, seed);
  });

  test('whatever is asked, of every rollup that may answer', async () => {
    await fc.assert(exactAnswers(portal, program), { seed, numRuns: 200 });
  });

  test.each((rollups as readonly Rollup[]).map((rollup) => [rollup.name, rollup] as const))(
    'rollup %s, by its own dimensions, day by day',
    async (_, rollup) => {
      for (const measure of ['events', 'ips'] as const) {
        const question: Question = {
          ...defaults,
          measure,
          by: rollup.dimensions,
          grain: 'day',
          from: days[0]!,
          to: days.at(-1)!,
        };
        const found = await answer(portal.statsdb, question, print(plan(question, [rollup])));
        expect(comparable(found)).toEqual(comparable(truth(question, portal.all, closedUntil)));
        expect(found.size).toBeGreaterThan(0);
      }
    }
  );

  test('what is "at most" is never less than the truth', async () => {
    await fc.assert(
      fc.asyncProperty(questionArbitrary(days), async (question) => {
        const chosen = plan(question);
        fc.pre(chosen.exactness.kind === 'at most');
        const found = await answer(portal.statsdb, question, print(chosen));
        for (const [key, value] of truth(question, portal.all, closedUntil)) {
          expect(found.get(key)).toBeGreaterThanOrEqual(value - 1e-9);
        }
      }),
      { seed, numRuns: 100 }
    );
  });
});
