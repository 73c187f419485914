import { parseQuestion } from '@stats-portal/query';
import { questionOf, type QueryArguments } from './questionOf.ts';

const today = '2026-03-01';
const ask = (options: QueryArguments) => questionOf(options, today);
const filters = (...where: string[]) => ask({ where }).where;

test.each([
  [{ last: '1d' }, '2026-02-28', '2026-02-28'],
  [{ last: '30d' }, '2026-01-30', '2026-02-28'],
  [{}, '2026-01-30', '2026-02-28'],
  [{ from: '2026-02-20' }, '2026-02-20', '2026-02-28'],
  [{ to: '2026-01-31' }, '2026-01-02', '2026-01-31'],
  [{ from: '2026-01-01', to: today }, '2026-01-01', today],
])('%j is from %s to %s: without days, the last ones end yesterday', (options, from, to) => {
  expect(ask(options)).toMatchObject({ from, to });
});

test.each([
  [{ last: '30' }, '--last 30 is not a number of days'],
  [{ last: '0d' }, '--last 0d is not a number of days'],
  [{ last: '-5d' }, '--last -5d is not a number of days'],
  [{ last: '30d', from: today }, '--last stands alone'],
  [{ last: '30d', to: today }, '--last stands alone'],
])('%j is refused', (options, message) => {
  expect(() => ask(options)).toThrow(
    expect.objectContaining({ exitCode: 2, message: expect.stringContaining(message) as string }) as Error
  );
});

test('filters of one name and sign are one of, all others must hold', () => {
  expect(filters('asn=64496', 'country=AT', 'asn=64497', 'asn!=64498', 'asn!=64499')).toEqual([
    { dimension: 'asn', operator: 'in', values: ['64496', '64497'] },
    { dimension: 'country', operator: 'in', values: ['AT'] },
    { dimension: 'asn', operator: 'not in', values: ['64498', '64499'] },
  ]);
});

test.each([
  ['feed~scan', 'feed', 'contains', ['scan']],
  ['network<<192.0.2.0/24', 'network', 'within', ['192.0.2.0/24']],
  ['source.network<<2001:db8::/32', 'source.network', 'within', ['2001:db8::/32']],
  ['malware is none', 'malware', 'none', []],
  ['malware is not none', 'malware', 'not none', []],
  ['type=', 'type', 'in', ['']],
])('%s', (text, dimension, operator, values) => {
  expect(filters(text)).toEqual([{ dimension, operator, values }]);
});

test.each([
  'a,b',
  '=a',
  'a=b',
  '!=a',
  '~a',
  "a'b",
  'a"b',
  "'; DROP TABLE x; --",
  ' a ',
  'a\nb',
  '$1',
  'x is none',
  '[[a]]',
  '<<',
])('whatever stands after the sign is one value: %j', (value) => {
  for (const [sign, operator] of [
    ['=', 'in'],
    ['!=', 'not in'],
    ['~', 'contains'],
  ] as const) {
    expect(filters(`type${sign}${value}`)).toEqual([{ dimension: 'type', operator, values: [value] }]);
  }
});

test.each(['asn', 'asn 64496', '=64496', '', 'asn>5', "ty'pe=a", 'malware is'])(
  '%j is no filter, and the forms are told',
  (text) => {
    expect(() => filters(text)).toThrow(
      expect.objectContaining({
        exitCode: 2,
        advice: expect.stringContaining('NAME=VALUE, NAME!=VALUE') as string,
      }) as Error
    );
  }
);

test('dimensions may stand in one list or in several', () => {
  expect(ask({ by: ['taxonomy,type', 'asn'] }).by).toEqual(['taxonomy', 'type', 'asn']);
  expect(ask({}).by).toEqual([]);
});

test('what is left out is left to the question, and what is said becomes one', () => {
  expect(parseQuestion(ask({}))).toMatchObject({
    measure: 'ips',
    by: [],
    where: [],
    grain: 'none',
    top: null,
    closed: null,
  });
  const options = {
    measure: 'events',
    by: ['source.asn'],
    where: ['classification.type=a,b'],
    grain: 'day',
    top: '10',
  };
  expect(
    parseQuestion(ask({ ...options, remaining: false, provisional: true, movingMedian: '7', compare: 'previous' }))
  ).toMatchObject({
    measure: 'events',
    by: ['asn'],
    where: [{ dimension: 'type', operator: 'in', values: ['a,b'] }],
    grain: 'day',
    top: 10,
    remaining: false,
    closed: false,
    movingMedian: 7,
    compare: 'previous',
  });
  expect(() => parseQuestion(ask({ top: 'ten', by: ['asn'] }))).toThrow('it is a whole number from 1 to 1000');
});
