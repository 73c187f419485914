import fc from 'fast-check';
import { decode } from './binary.fixture.ts';
import { bigintField, BinaryRows, dayField, field, fieldCount, smallintField } from './binary.ts';

test('rows of any size come out in pieces that are whole together', () => {
  const row = fc.record({
    text: fc.string({ maxLength: 20 }),
    times: fc.constantFrom(0, 1, 10_000),
    number: fc.integer(),
  });
  fc.assert(
    fc.property(fc.array(row, { maxLength: 30 }), (rows) => {
      const writer = new BinaryRows();
      const pieces: Uint8Array[] = [];
      for (const { text, times, number } of rows) {
        writer.add(fieldCount(3));
        writer.add(field(Buffer.from(text.repeat(times))));
        writer.addInteger(number);
        writer.addNull();
        pieces.push(...[writer.take()].filter((piece) => piece !== null));
      }
      pieces.push(writer.finish());
      expect(decode(Buffer.concat(pieces), ['text', 'integer', 'text'])).toEqual(
        rows.map(({ text, times, number }) => [text.repeat(times), String(number), null])
      );
    })
  );
});

test('numbers and days', () => {
  const writer = new BinaryRows();
  writer.add(Buffer.concat([fieldCount(4), smallintField(-2), bigintField(-(2n ** 63n)), dayField('1999-12-31')]));
  writer.add(dayField('2026-02-28'));
  const types = ['smallint', 'bigint', 'timestamp', 'timestamp'];
  expect(decode(Buffer.from(writer.finish()), types)).toEqual([
    ['-2', '-9223372036854775808', '1999-12-31T00:00:00.000Z', '2026-02-28T00:00:00.000Z'],
  ]);
});
