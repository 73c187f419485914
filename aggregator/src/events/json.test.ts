import fc from 'fast-check';
import { deepest, parseJson, writeJson } from './json.ts';

test.each([
  ['[12345678901234567890]', '["12345678901234567890"]'],
  ['[9007199254740991]', '[9007199254740991]'],
  ['[9007199254740993]', '["9007199254740993"]'],
  ['[-1234567.12345678901]', '["-1234567.12345678901"]'],
  ['[0.30000000000000004]', '[0.30000000000000004]'],
  ['[1e400, 1e-400, 1e22]', '["1e400","1e-400",1e+22]'],
  [
    '{"12345678901234567890": "x 12345678901234567890 \\" 1e400"}',
    '{"12345678901234567890":"x 12345678901234567890 \\" 1e400"}',
  ],
  ['[100.0, -0.0, 1.50]', '[100,0,1.5]'],
])('%s keeps its digits', (text, written) => {
  expect(writeJson(parseJson(text))).toBe(written);
});

test.each([
  ['a\0b', '"a\\u0000b"'],
  ['a\\u0000b', '"a\\\\u0000b"'],
  ['\\\0', '"\\\\\\u0000"'],
])('%j holds no NUL when it is written', (value, plain) => {
  const written = writeJson([value])!;
  expect(written).not.toContain('\0');
  // What is stored reads as the escape's six characters, and nothing before it has changed.
  expect(JSON.parse(written)).toEqual([value.replaceAll('\0', '\\u0000')]);
  expect(JSON.stringify(value)).toBe(plain);
});

test('half of a surrogate pair is refused, in a key as in a value', () => {
  expect(writeJson({ a: ['\ud800'] })).toBeUndefined();
  expect(writeJson({ '\udc00': 1 })).toBeUndefined();
  expect(writeJson({ a: '😀' })).toBe('{"a":"😀"}');
});

test('what is nested too deep is refused', () => {
  const nested = (levels: number): unknown => parseJson('['.repeat(levels) + ']'.repeat(levels));
  expect(writeJson(nested(deepest))).toBeDefined();
  expect(writeJson(nested(deepest + 1))).toBeUndefined();
  expect(writeJson(nested(100_000))).toBeUndefined();
});

test('any JSON value comes back as JSON.parse has it', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(parseJson(text)).toEqual(JSON.parse(text));
    })
  );
});
