import fc from 'fast-check';
import { copyLine } from './copy.ts';

test('escapes what would end a field or a line, and tells NULL from its letters', () => {
  expect(copyLine(['a', null, '', '\\N', 'tab\tline\nreturn\r\\.'])).toBe(
    'a\t\\N\t\t\\\\N\ttab\\tline\\nreturn\\r\\\\.\n'
  );
});

test('comes back unchanged, read as the documentation of COPY says', () => {
  const value = fc.option(
    fc.string({ unit: fc.oneof(fc.constantFrom('\\', '\n', '\r', '\t', 'N', '.'), fc.string()) })
  );
  fc.assert(
    fc.property(fc.array(value, { minLength: 1 }), (values) => {
      const line = copyLine(values);
      expect(line.indexOf('\n')).toBe(line.length - 1);
      expect(line.slice(0, -1).split('\t').map(unescaped)).toEqual(values);
    })
  );
});

function unescaped(field: string): string | null {
  const meaning: Record<string, string> = { n: '\n', r: '\r', t: '\t' };
  return field === '\\N' ? null : field.replace(/\\(.)/g, (_, letter: string) => meaning[letter] ?? letter);
}
