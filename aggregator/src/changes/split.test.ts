import fc from 'fast-check';
import { splitMoves, type FeedShare, type Move } from './split.ts';

const share = (parts: Partial<FeedShare>): FeedShare => ({
  feed: 'F',
  before: 0,
  after: 0,
  lackedBefore: 0,
  lackedAfter: 0,
  isNew: false,
  ...parts,
});
const moved = (name: string, feeds: Array<Partial<FeedShare>>, isNew = false): Move => ({
  name,
  feeds: feeds.map(share),
  isNew,
});

test('a feed that was missing: its usual part, and what moved besides', () => {
  // It usually gives 100 a day, was away for four of seven days, and gave 10 more a day on the other three.
  const { byFeeds, remaining, why } = splitMoves(
    [moved('x', [{ before: 100, after: (3 * 110) / 7, lackedAfter: 400 / 7 }])],
    []
  ).get('x')!;
  expect(byFeeds).toBeCloseTo(-400 / 7);
  expect(remaining).toBeCloseTo(30 / 7);
  expect(why).toBe('F missing or thin (−57)');
});

test('a rise that is only the end of an outage', () => {
  expect(splitMoves([moved('x', [{ before: 0, after: 50, lackedBefore: 50 }])], []).get('x')).toMatchObject({
    byFeeds: 50,
    remaining: 0,
    why: 'F back (+50)',
  });
});

test('a new feed, and a new identifier', () => {
  const split = splitMoves(
    [
      moved('old class', [
        { before: 20, after: 25 },
        { feed: 'G', after: 30, isNew: true },
      ]),
      moved('new class', [{ after: 40 }], true),
    ],
    []
  );
  expect(split.get('old class')).toMatchObject({ byNew: 30, remaining: 5, why: 'G is new (+30)' });
  expect(split.get('new class')).toMatchObject({ byNew: 40, remaining: 0, why: 'reported for the first time (+40)' });
});

test('another name: what one lost and the other gained; what is more than that remains', () => {
  const split = splitMoves(
    [moved('a', [{ before: 100, after: 0 }]), moved('b', [{ before: 0, after: 130 }])],
    [
      { from: 'a', to: 'b' },
      { from: 'a', to: 'no move' },
    ]
  );
  expect(split.get('a')).toMatchObject({ byReclassification: -100, remaining: 0, why: 'now b (−100)' });
  expect(split.get('b')).toMatchObject({ byReclassification: 100, remaining: 30, why: 'before a (+100)' });
});

test('a new name of something old is not new, but what it has more than that', () => {
  const split = splitMoves(
    [moved('a', [{ before: 100, after: 0 }]), moved('b', [{ before: 0, after: 130 }], true)],
    [{ from: 'a', to: 'b' }]
  );
  expect(split.get('b')).toMatchObject({ byReclassification: 100, byNew: 30, remaining: 0 });
});

test('what nothing explains remains', () => {
  expect(splitMoves([moved('x', [{ before: 10, after: 90 }])], []).get('x')).toMatchObject({
    remaining: 80,
    why: 'nothing that is known',
  });
});

test('the parts always add up to the change', () => {
  const number = fc.integer({ min: 0, max: 10_000 });
  const feed = fc.record({
    feed: fc.string(),
    before: number,
    after: number,
    lackedBefore: number,
    lackedAfter: number,
    isNew: fc.boolean(),
  });
  const names = ['a', 'b', 'c', 'd'];
  const name = fc.constantFrom(...names);
  fc.assert(
    fc.property(
      fc.array(fc.array(feed, { maxLength: 4 }), { minLength: 4, maxLength: 4 }),
      fc.array(fc.record({ from: name, to: name }), { maxLength: 5 }),
      fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
      (feeds, renamed, isNew) => {
        const moves = names.map((one, place) => ({ name: one, feeds: feeds[place]!, isNew: isNew[place]! }));
        const split = splitMoves(moves, renamed);
        for (const one of moves) {
          const change = one.feeds.reduce((sum, { before, after }) => sum + after - before, 0);
          const { byFeeds, byNew, byReclassification, remaining } = split.get(one.name)!;
          expect(byFeeds + byNew + byReclassification + remaining).toBeCloseTo(change, 6);
        }
      }
    )
  );
});
