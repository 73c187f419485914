import { expandMacros, MacroError, type MacroContext } from './macros.ts';

const context: MacroContext = {
  from: new Date('2026-01-01T00:00:00Z'),
  to: new Date('2026-01-31T12:30:00.250Z'),
  interval: 3_600_000,
  timescaledb: true,
};

const expand = (sql: string, given: Partial<MacroContext> = {}) => expandMacros(sql, { ...context, ...given });

test.each([
  ['$__time(day)', 'day AS "time"'],
  ['$__timeEpoch(day)', 'extract(epoch from day) as "time"'],
  ['$__timeFilter(day)', "day BETWEEN '2026-01-01T00:00:00Z' AND '2026-01-31T12:30:00.25Z'"],
  ['$__timeFrom() $__timeTo()', "'2026-01-01T00:00:00Z' '2026-01-31T12:30:00.25Z'"],
  ['$__unixEpochFilter(at)', 'at >= 1767225600 AND at <= 1769862600'],
  ['$__unixEpochFrom() $__unixEpochTo()', '1767225600 1769862600'],
  ['$__unixEpochNanoFrom()', '1767225600000000000'],
  ["$__timeGroup(day, '1d')", "time_bucket('86400.000s',day)"],
  ["$__timeGroup(day,'5m'), x", `time_bucket('300.000s',day) AS "time", x`],
  ['$__timeGroupAlias(day, 2w)', `time_bucket('1209600.000s',day) AS "time"`],
  ["$__unixEpochGroup(at, '1h')", 'floor((at)/3600)*3600'],
  ['$__interval $__interval_ms', '1h 3600000'],
])('%s', (macro, expanded) => {
  expect(expand(macro)).toBe(expanded);
});

test('without TimescaleDB a group of time is arithmetic', () => {
  expect(expand("$__timeGroup(day, '1d')", { timescaledb: false })).toBe('floor(extract(epoch from day)/86400)*86400');
});

test.each([
  [86_400_000, '1d'],
  [90_000_000, '1d'],
  [60_000, '1m'],
  [1500, '1s'],
  [0, '1ms'],
])('an interval of %d milliseconds is %s', (interval, text) => {
  expect(expand('$__interval', { interval })).toBe(text);
});

test('macros are text: they are expanded inside literals and comments too', () => {
  expect(expand("SELECT 'a $__timeFrom() b' -- $__interval")).toBe("SELECT 'a '2026-01-01T00:00:00Z' b' -- 1h");
});

test.each(['$__nothing(day)', "'a $anything() b'", '$1(x)'])('%s is refused', (sql) => {
  expect(() => expand(sql)).toThrow(MacroError);
});

test('what is not followed by a parenthesis is left alone', () => {
  expect(expand('SELECT $1, $__from, $$ text $$')).toBe('SELECT $1, $__from, $$ text $$');
});

test.each([
  ['$__timeGroup(day)', /needs time column and interval/],
  ["$__timeGroup(day, 'soon')", /error parsing interval/],
  ["$__timeGroup(day, '1d', NULL)", /no fill values/],
])('%s says what is wrong', (sql, message) => {
  expect(() => expand(sql)).toThrow(message);
});
