import { compile, panelSql, plainSql, type Context } from './compile.ts';
import { filled } from './presets.fixture.ts';
import { presets } from './presets.ts';
import { defaultQuery, type StatsQuery } from './query.ts';

const context: Context = { days: { from: '2026-01-01', to: '2026-03-31' }, variables: () => undefined, filters: [] };

function sqlOf(parts: Partial<StatsQuery>, more: Partial<Context> = {}): string {
  const compiled = compile({ refId: 'A', ...defaultQuery, ...parts }, { ...context, ...more });
  if (compiled.kind === 'faults') {
    throw new Error(compiled.faults.join('\n'));
  }
  return panelSql(compiled.plan);
}

test('automatic grain: by the width for curves, days for medians, one number for tables and rankings', () => {
  expect(sqlOf({}, { maxDataPoints: 1000 })).toContain('SELECT day AS time');
  expect(sqlOf({}, { maxDataPoints: 20 })).toContain("date_trunc('week', day) AS time");
  expect(sqlOf({ movingMedian: 7 }, { maxDataPoints: 20 })).toContain('SELECT day AS time');
  expect(sqlOf({ shape: 'table' })).not.toContain('time');
  expect(sqlOf({ shape: 'ranking', by: ['asn'] })).not.toContain('time');
  expect(sqlOf({ shape: 'table', grain: 'month' })).toContain('"month"');
});

test('SQL for Explore and alert rules has the three columns that name lines', () => {
  const compiled = compile({ refId: 'A', ...defaultQuery, by: ['taxonomy'] }, context);
  const sql = compiled.kind === 'plan' ? plainSql(compiled.plan) : '';
  expect(sql).toContain('SELECT time AT TIME ZONE (SELECT zone FROM freshness) AS time, metric, value\n');
  expect(sql).toMatch(/ORDER BY time, metric$/);
});

test('all faults of a query and of the dashboard come at once', () => {
  const compiled = compile(
    { refId: 'A', ...defaultQuery, where: [{ dimension: 'asn', operator: 'in', values: ['$asn'] }] },
    { ...context, filters: [{ key: 'colour', operator: '=', value: 'red' }] }
  );
  expect(compiled).toEqual({
    kind: 'faults',
    faults: ['there is no template variable $asn', 'the dashboard filters by "colour", and there is no such dimension'],
  });
});

test('gaps are looked for where a feed was missing on a day of the range, or where that is not known', () => {
  const { from } = context.days;
  for (const [missingDays, looks] of [
    [[from], true],
    [['2000-01-01'], false],
    [undefined, true],
  ] as const) {
    expect(sqlOf({}, { missingDays }).includes('feed_status')).toBe(looks);
  }
});

test('a question takes less than a millisecond to compile', () => {
  const queries = presets.map(filled);
  const round = (): number => {
    const { user, system } = process.cpuUsage();
    for (const query of queries) {
      sqlOf(query, { missingDays: [], hosts: { from: '2025-01-01', to: '2026-03-31' } });
    }
    const used = process.cpuUsage({ user, system });
    return (used.user + used.system) / 1000 / queries.length;
  };
  expect(Math.min(...Array.from({ length: 20 }, round))).toBeLessThan(1);
});
