import fc from 'fast-check';
import { throughGrafana } from '../../test/textStages.ts';
import { compile, panelSql } from './compile.ts';
import { defaultQuery, inShape, type StatsQuery } from './query.ts';
import { upgrade } from './upgrade.ts';

const query: StatsQuery = { refId: 'A', ...defaultQuery, by: ['asn'], top: 5 };

function faultsOf(saved: unknown): string {
  const upgraded = upgrade(saved);
  return upgraded.kind === 'damaged' ? upgraded.faults.join('\n') : 'none';
}

test('a valid query is as it was', () => {
  expect(upgrade(query)).toEqual({ kind: 'query', query });
});

test('a query with nothing of ours in it is new, and asks for addresses per day', () => {
  const fresh = { refId: 'B', hide: true, datasource: { type: 'x', uid: 'y' } };
  expect(upgrade(fresh)).toEqual({ kind: 'query', query: { ...fresh, ...defaultQuery } });
});

test('what was saved before there were gaps has none', () => {
  const earlier: Record<string, unknown> = { ...query };
  delete earlier.gaps;
  expect(upgrade(earlier)).toEqual({ kind: 'query', query: { ...query, gaps: 'ignore' } });
  expect(faultsOf({ ...query, gaps: 'hide' })).toContain('gaps is "hide"');
});

test('what Explore and expressions added is left out', () => {
  expect(upgrade({ ...query, rawSql: 'SELECT 1', format: 'table', rawQuery: true, editorMode: 'code' })).toEqual({
    kind: 'query',
    query,
  });
});

test('names may be template variables', () => {
  const switched = { ...query, measure: '$measure', by: ['${group}', 'asn'] };
  expect(upgrade(switched)).toEqual({ kind: 'query', query: switched });
});

test.each([
  [null, 'an object'],
  ['SELECT 1', 'an object'],
  [{ ...query, version: 2 }, 'older than the one that saved the query'],
  [{ ...query, version: '1' }, 'version is "1"'],
  [{ ...query, measure: 'hosts' }, 'events, ips'],
  [{ ...query, colour: 'red' }, '"colour" is not a part'],
  [{ ...query, colour: 'red' }, 'made by a newer version of this plugin?'],
  [{ ...query, by: ['colour'] }, 'no dimension "colour"'],
  [{ ...query, by: 'asn' }, 'list of dimensions'],
  [{ ...query, where: [{ dimension: 'asn', operator: 'like', values: [] }] }, 'operator is "like"'],
  [{ ...query, where: [{ dimension: 'asn', operator: 'in', values: [1] }] }, 'list of texts'],
  [{ ...query, where: [7] }, 'a filter is 7'],
  [{ ...query, grain: 'hour' }, 'grain is "hour"'],
  [{ ...query, top: 0 }, 'from 1 to 1000'],
  [{ ...query, refId: 5 }, 'refId is 5'],
  [{ ...query, datasource: 5 }, 'datasource is 5'],
])('%j is damaged: %s', (saved, words) => {
  expect(faultsOf(saved)).toContain(words);
});

test('a shape takes along only what it can have', () => {
  const curve: StatsQuery = { ...query, shape: 'series', grain: 'day', movingMedian: 7, compare: 'previous' };
  expect(inShape(curve, 'trend')).toMatchObject({ grain: 'auto', movingMedian: null, compare: 'none', by: ['asn'] });
  expect(inShape(curve, 'ranking')).toMatchObject({ grain: 'auto', movingMedian: null, compare: 'previous' });
  expect(inShape({ ...curve, grain: 'none' }, 'series').grain).toBe('auto');
  const shapes = (['series', 'table', 'ranking', 'trend'] as const).map((shape) =>
    inShape({ ...curve, expected: true }, shape)
  );
  expect(shapes.map(({ expected }) => expected)).toEqual([true, false, false, false]);
});

/** Mostly what is right, now and then anything. */
function mostly<Right>(right: fc.Arbitrary<Right>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 12, arbitrary: right }, fc.jsonValue());
}

const filterJson = fc.record({
  dimension: fc.constantFrom('type', 'identifier', 'feed'),
  operator: fc.constantFrom('in', 'not in', 'contains', 'none'),
  values: mostly(fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.constant('$x')), { maxLength: 2 })),
});

const savedJson = fc.oneof(
  fc.jsonValue(),
  fc.record(
    {
      refId: mostly(fc.constant('A')),
      version: mostly(fc.constant(1)),
      measure: mostly(fc.constantFrom('events', 'ips')),
      by: mostly(fc.uniqueArray(fc.constantFrom('asn', 'taxonomy', 'feed.name'), { maxLength: 2 })),
      where: mostly(fc.array(filterJson, { maxLength: 2 })),
      grain: mostly(fc.constantFrom('auto', 'day')),
      top: mostly(fc.constantFrom(null, 5)),
      shape: fc.constantFrom('table', 'series', 'ranking', 'trend'),
      compare: fc.constantFrom('none', 'previous', 'last-year'),
      movingMedian: mostly(fc.constantFrom(null, 7)),
      expected: mostly(fc.boolean()),
    },
    { requiredKeys: [] }
  )
);

test('any saved JSON is an error in words or exactly one SELECT', () => {
  let selects = 0;
  fc.assert(
    fc.property(savedJson, fc.string({ unit: 'binary' }), (saved, value) => {
      const compiled = compile(saved, {
        days: { from: '2026-01-01', to: '2026-01-31' },
        variables: () => [value],
        filters: [],
      });
      if (compiled.kind === 'faults') {
        expect(compiled.faults.length).toBeGreaterThan(0);
        return;
      }
      selects++;
      const sql = panelSql(compiled.plan);
      expect(sql).toMatch(/^WITH /);
      expect(sql.replaceAll(/'[^']*'/g, '')).not.toMatch(/[;$]|--|\/\*/);
      expect(throughGrafana(sql)).toBe(sql);
    }),
    { numRuns: 1500 }
  );
  expect(selects).toBeGreaterThan(50);
});
