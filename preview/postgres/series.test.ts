import type { Field, Value } from './frame.ts';
import { toSeries } from './series.ts';

const day = 86_400_000;

function field(name: string, type: Field['type'], values: readonly Value[]): Field {
  return { name, type, typeInfo: { frame: type, nullable: true }, values };
}

/** Names, labels and values, which is what a panel sees. */
function seen(fields: readonly Field[]): unknown[] {
  return fields.map(({ name, labels, values }) => (labels ? [name, labels, values] : [name, values]));
}

test('three columns with metric: its values name the series, in their order, and a missing cell is a gap', () => {
  const fields = [
    field('time', 'time', [0, 0, day]),
    field('metric', 'string', ['b', 'a', 'b']),
    field('value', 'number', [1, 2, 3]),
  ];
  expect(seen(toSeries(fields))).toEqual([
    ['Time', [0, day]],
    ['a', [2, null]],
    ['b', [1, 3]],
  ]);
});

test('a fourth column: the texts are labels', () => {
  const fields = [
    field('time', 'time', [0, 0]),
    field('metric', 'string', ['a', 'b']),
    field('events', 'number', [1, 2]),
    field('addresses', 'number', [3, 4]),
  ];
  expect(seen(toSeries(fields))).toEqual([
    ['Time', [0]],
    ['addresses', { metric: 'a' }, [3]],
    ['addresses', { metric: 'b' }, [4]],
    ['events', { metric: 'a' }, [1]],
    ['events', { metric: 'b' }, [2]],
  ]);
});

test('another text column than metric: the series keep the name of the value', () => {
  const fields = [field('time', 'time', [0]), field('taxonomy', 'string', [null]), field('ips', 'number', [1])];
  expect(seen(toSeries(fields))).toEqual([
    ['Time', [0]],
    ['ips', { taxonomy: '' }, [1]],
  ]);
});

test('without a text column the rows stay as they are, and integers become floats', () => {
  const integers = { ...field('ips', 'number', [1, 2]), typeInfo: { frame: 'int64', nullable: true } };
  const series = toSeries([field('time', 'time', [day, 0]), integers]);
  expect(seen(series)).toEqual([
    ['Time', [day, 0]],
    ['ips', [1, 2]],
  ]);
  expect(series[1]!.typeInfo.frame).toBe('float64');
});

test.each([
  ['no column time', [field('day', 'time', [0]), field('value', 'number', [1])], /no time column/],
  [
    'rows that do not ascend',
    [field('time', 'time', [day, 0]), field('metric', 'string', ['a', 'a']), field('value', 'number', [1, 2])],
    /sorted ascending/,
  ],
  [
    'a time that is null',
    [field('time', 'time', [null]), field('metric', 'string', ['a']), field('value', 'number', [1])],
    /null time values/,
  ],
])('%s is refused', (_, fields, message) => {
  expect(() => toSeries(fields)).toThrow(message);
});
