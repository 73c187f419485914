import type { Answer } from '../database/database.ts';
import { jsonValue, toCsv, toObjects, toTable } from './table.ts';

const types = {
  boolean: 16,
  bigint: 20,
  integer: 23,
  text: 25,
  real: 700,
  double: 701,
  timestamp: 1114,
  numeric: 1700,
};

function answer(columns: Record<string, number>, ...rows: Array<Answer['rows'][number]>): Answer {
  return { columns: Object.entries(columns).map(([name, type]) => ({ name, type })), rows };
}

describe('JSON', () => {
  test.each([
    ['7', types.integer, 7],
    ['4294967295', types.bigint, 4294967295],
    ['9007199254740993', types.bigint, '9007199254740993'],
    ['-9007199254740993', types.bigint, '-9007199254740993'],
    ['2.5', types.double, 2.5],
    ['NaN', types.double, 'NaN'],
    ['Infinity', types.real, 'Infinity'],
    ['0.10', types.numeric, '0.10'],
    ['t', types.boolean, true],
    ['f', types.boolean, false],
    ['7', types.text, '7'],
    ['', types.text, ''],
    [null, types.integer, null],
    [null, types.boolean, null],
  ])('%j of the type %d is %j', (text, type, expected) => {
    expect(jsonValue(text, type)).toBe(expected);
  });

  test('is an object a row', () => {
    const rows = toObjects(answer({ asn: types.bigint, type: types.text }, ['64496', 'spam'], [null, null]));
    expect(rows).toEqual([
      { asn: 64496, type: 'spam' },
      { asn: null, type: null },
    ]);
  });
});

test('CSV quotes what it must, and tells nothing from an empty text by no quotes', () => {
  const csv = toCsv(
    answer(
      { 'feed.name': types.text, events: types.bigint },
      ['a,b', '1'],
      ['say "x"', '2'],
      ['two\nlines', null],
      ['Größe', '4']
    )
  );
  expect(csv).toBe('feed.name,events\n"a,b",1\n"say ""x""",2\n"two\nlines",\nGröße,4\n');
});

describe('A table', () => {
  test('has numbers on the right, and a word for NULL', () => {
    const text = toTable(answer({ type: types.text, events: types.bigint }, ['spam', '5'], [null, '12345']), {
      none: '(none)',
    });
    expect(text.split('\n').map((line) => line.trimEnd())).toEqual([
      expect.stringMatching(/^ ?type {6}events$/),
      expect.stringMatching(/^ ?spam +5$/),
      expect.stringMatching(/^ ?\(none\) +12345$/),
      '',
    ]);
  });

  test('rounds fractions to what can be read', () => {
    const shown = (value: string): string =>
      toTable(answer({ ips: types.double }, [value]))
        .split('\n')[1]!
        .trim();
    expect(['1234.5678', '0.012345', '0', '3'].map(shown)).toEqual(['1234.6', '0.012', '0.0', '3.0']);
  });

  test('lets no control character of a value reach the terminal', () => {
    const hostile = `a\u001b[31m\u0007\n\r\tb\u009b2J\u007f\u0000`;
    const text = toTable(answer({ type: types.text }, [hostile]), { extra: { name: '', cells: ['█'] } });
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    expect(text.split('\n')).toHaveLength(3);
    expect(text).toContain('a·[31m');
  });

  test('has a row for each row, with its bar', () => {
    const text = toTable(answer({ type: types.text }, ['a'], ['b']), { extra: { name: '', cells: ['██', '█'] } });
    expect(text).toMatch(/a +██ *\n.*b +█ *\n/);
  });
});
