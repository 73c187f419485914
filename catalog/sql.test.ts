import fc from 'fast-check';
import { identifier, literal, qualified, storable } from './sql.ts';

test('a literal holds nothing that a reader on the way could act on', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (value) => {
      fc.pre(storable(value));
      const inner = literal(value)
        .replace(/^(U&)?'/, '')
        .replace(/'$/, '');
      expect(inner).toMatch(/^[A-Za-z0-9 _.:@/\\+-]*$/);
    })
  );
});

test('a literal can be read back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (value) => {
      fc.pre(storable(value));
      expect(readBack(literal(value))).toBe(value);
    })
  );
});

test('what PostgreSQL cannot store is refused', () => {
  for (const value of ['a\0b', '\ud800', 'x\udc00y']) {
    expect(storable(value)).toBe(false);
    expect(() => literal(value)).toThrow(TypeError);
  }
  expect(storable('😀')).toBe(true);
});

test('names are quoted, and what cannot be a name is refused', () => {
  expect(identifier('source.ip')).toBe('"source.ip"');
  expect(qualified('public.events')).toBe('"public"."events"');
  for (const name of ['', 'a"b', 'a;b', 'a b', '$x', 'a\0']) {
    expect(() => identifier(name)).toThrow(TypeError);
  }
});

/** PostgreSQL's reading of '…' and U&'…'. */
function readBack(text: string): string {
  const [, unicode, inner] = /^(U&)?'(.*)'$/s.exec(text)!;
  return unicode === undefined
    ? inner!
    : inner!.replaceAll(/\\\+([0-9A-F]{6})|\\([0-9A-F]{4})/g, (_, six?: string, four?: string) =>
        String.fromCodePoint(Number.parseInt(six ?? four!, 16))
      );
}
