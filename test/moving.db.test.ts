import {
  addDays,
  comparisons,
  lastClosedDays,
  lengthInDays,
  parseQuestion,
  plan,
  print,
  QuestionError,
  shapes,
  type Question,
} from '@stats-portal/query';
import fc from 'fast-check';
import { embeddedDatabase } from './environment/index.ts';
import { closedUntil, countedPortal, days } from './metamorphic.ts';
import { questionArbitrary } from './questions.ts';

const seed = 20_260_101;

/** How a question may be answered, besides what it asks for. */
const ways = fc.record({
  shape: fc.constantFrom(...shapes),
  compare: fc.constantFrom(...comparisons.filter((one) => one !== 'last-year')),
  top: fc.constantFrom(null, 2),
  movingMedian: fc.constantFrom(null, 3),
  grain: fc.constantFrom('day' as const, 'none' as const, 'month' as const),
});

const asked = fc.tuple(questionArbitrary(days), ways).map(([question, way]) => ({ ...question, ...way }));

/** Not every way goes with every question. */
function canBeAsked(question: Question): boolean {
  try {
    parseQuestion(question);
    return true;
  } catch (error) {
    if (error instanceof QuestionError) {
      return false;
    }
    throw error;
  }
}

test('a moving range gives the same as the days that it stands for today', async () => {
  const { statsdb } = await countedPortal(embeddedDatabase, seed);
  await fc.assert(
    fc.asyncProperty(asked.filter(canBeAsked), async (any) => {
      const length = lengthInDays(any.from, any.to);
      const fixed = print(plan({ ...any, from: addDays(closedUntil, 1 - length), to: closedUntil }));
      const moving = print(plan({ ...any, ...lastClosedDays(length) }), { moving: true });
      expect(moving).not.toMatch(/'\d{4}-\d{2}-\d{2}'/);
      expect((await statsdb.query(moving)).rows).toEqual((await statsdb.query(fixed)).rows);
    }),
    { seed, numRuns: 100 }
  );
});

test('what is set beside the last year cannot move', () => {
  const [question] = fc.sample(asked, { seed, numRuns: 1 });
  const beside = { ...question!, shape: 'table' as const, compare: 'last-year' as const };
  expect(() => print(plan(beside), { moving: true })).toThrow(RangeError);
});
