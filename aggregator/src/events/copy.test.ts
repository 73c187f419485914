import fc from 'fast-check';
import { copyLine, copyText, textOfCopy } from './copy.ts';

const value = fc.option(
  fc.string({ unit: fc.oneof(fc.constantFrom('\\', '\n', '\r', '\t', 'N', '.'), fc.string({ unit: 'binary' })) })
);

test('escapes what would end a field or a line, and tells NULL from its letters', () => {
  expect(copyLine(['a', null, '', '\\N', 'tab\tline\nreturn\r\\.'])).toBe(
    'a\t\\N\t\t\\\\N\ttab\\tline\\nreturn\\r\\\\.\n'
  );
});

test('comes back unchanged, read as the documentation of COPY says', () => {
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

test('a text that COPY wrote is read as it was', () => {
  fc.assert(
    fc.property(value, (text) => {
      expect(textOfCopy(copyText(text))).toBe(text);
      expect(Buffer.from(copyText(text), 'latin1')).toEqual(Buffer.from(copyLine([text]).slice(0, -1)));
    })
  );
  // COPY writes these two; nobody has to.
  expect(textOfCopy('\\b\\v')).toBe('\b\v');
});
