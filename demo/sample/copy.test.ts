import { copyValue } from './copy.ts';
import { events } from './figures.ts';
import { copyColumns, copyLines } from './index.ts';

describe('COPY text', () => {
  /** What PostgreSQL reads back. */
  function parsed(text: string): Array<string | undefined> {
    const codes: Record<string, string> = { t: '\t', n: '\n', r: '\r', '\\': '\\' };
    return text
      .split('\t')
      .map((value) =>
        value === '\\N' ? undefined : value.replace(/\\(.)/g, (_, code: string) => codes[code] ?? code)
      );
  }

  test.each([
    '',
    '\\',
    '\\N',
    '\\.',
    'tab\there',
    'line\r\nend',
    'C:\\new\\table',
    `'"$1 [[x]] ü 🦊`,
    '{"a": "\\"b\\""}',
  ])('brings %j back', (value) => {
    const text = copyValue(value);
    expect(text).not.toMatch(/[\t\n\r]/);
    expect(parsed(text)).toEqual([value]);
  });

  test('brings whole events back, with NULL for what is undefined', () => {
    const some = events.slice(0, 3000);
    const lines = [...copyLines(some)].join('').split('\n');
    expect(lines.pop()).toBe('');
    const back = lines.map((line) => parsed(line));
    expect(back).toEqual(some.map((event) => copyColumns.map((column) => event[column]?.toString())));
    expect([...copyColumns].sort()).toEqual(Object.keys(some[0]!).sort());
  });

  test('comes in chunks of whole lines', () => {
    const chunks = [...copyLines(events.slice(0, 2000))];
    expect(chunks.length).toBeGreaterThan(5);
    expect(chunks.every((chunk) => chunk.endsWith('\n') && chunk.length < 70_000)).toBe(true);
  });
});
