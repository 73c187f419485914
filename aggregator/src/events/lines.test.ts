import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { type Line, splitLines, unpacked } from './lines.ts';

async function all<Piece>(pieces: AsyncIterable<Piece>): Promise<Piece[]> {
  const found: Piece[] = [];
  for await (const piece of pieces) {
    found.push(piece);
  }
  return found;
}

async function lines(pieces: Uint8Array[], longest?: number): Promise<Line[]> {
  return all(splitLines(Readable.from(pieces, { objectMode: true }), longest));
}

/** The bytes one by one: every place is a place to be cut at. */
function crumbs(bytes: Uint8Array): Uint8Array[] {
  return Array.from(bytes, (byte) => Uint8Array.of(byte));
}

const texts = [
  { number: 1, text: '{"a": "ü\u2028😀"}' },
  { number: 3, text: '{"b": 1}\r' },
  { number: 5, text: '{"c": 2}' },
];
const bytes = Buffer.from(`\ufeff${texts[0]!.text}\n\n${texts[1]!.text}\n \t\r\n${texts[2]!.text}`);

test.each([
  ['in one piece', [bytes]],
  ['byte by byte', crumbs(bytes)],
  ['with a line end at its end', [bytes, Buffer.from('\n')]],
])('gives lines with their numbers, %s', async (_, pieces) => {
  expect(await lines(pieces)).toEqual(texts);
});

test('gives nothing for nothing', async () => {
  expect(await lines([])).toEqual([]);
  expect(await lines([Buffer.alloc(0), Buffer.from('\n\n')])).toEqual([]);
});

test('refuses the lines that are not UTF-8, and only those', async () => {
  const latin1 = Buffer.from('{"a": "\xfc"}\n', 'latin1');
  expect(await lines([Buffer.from('one\n'), latin1, Buffer.from('three\n')])).toEqual([
    { number: 1, text: 'one' },
    { number: 2, reason: 'not UTF-8' },
    { number: 3, text: 'three' },
  ]);
});

test('refuses a line that is too long without keeping it', async () => {
  const pieces = crumbs(Buffer.from('12345678\n123456789\n1234567890\n1'));
  expect(await lines(pieces, 8)).toEqual([
    { number: 1, text: '12345678' },
    { number: 2, reason: 'longer than 8 bytes' },
    { number: 3, reason: 'longer than 8 bytes' },
    { number: 4, text: '1' },
  ]);
});

describe('unpacking', () => {
  async function unpackedText(pieces: Uint8Array[]): Promise<string> {
    return Buffer.concat(await all(unpacked(Readable.from(pieces, { objectMode: true })))).toString();
  }

  test.each([
    ['plain bytes', [bytes]],
    ['plain bytes one by one', crumbs(bytes)],
    ['gzip', [gzipSync(bytes)]],
    ['gzip byte by byte', crumbs(gzipSync(bytes))],
    ['gzip in two members', [gzipSync(bytes.subarray(0, 9)), gzipSync(bytes.subarray(9))]],
  ])('%s', async (_, pieces) => {
    expect(await unpackedText(pieces)).toBe(bytes.toString());
  });

  test('input of less than two bytes', async () => {
    expect(await unpackedText([])).toBe('');
    expect(await unpackedText([Uint8Array.of(0x1f)])).toBe('\x1f');
  });

  test('gzip that is cut off or damaged is an error', async () => {
    const packed = gzipSync(bytes);
    await expect(unpackedText([packed.subarray(0, -12)])).rejects.toThrow('unexpected end of file');
    await expect(unpackedText([packed.subarray(0, 10), Buffer.alloc(40, 0xff)])).rejects.toThrow('invalid');
  });

  test('an error of the source reaches the reader, packed or not', async () => {
    for (const head of [bytes, gzipSync(bytes)]) {
      const broken = Readable.from(
        (async function* () {
          yield head;
          await Promise.resolve();
          throw new Error('the disk is gone');
        })()
      );
      await expect(all(unpacked(broken))).rejects.toThrow('the disk is gone');
    }
  });

  test('a reader that stops early lets go of the source', async () => {
    for (const head of [bytes, gzipSync(bytes)]) {
      const source = Readable.from([head, head, head], { objectMode: true, highWaterMark: 1 });
      for await (const piece of unpacked(source)) {
        expect(piece.length).toBeGreaterThan(0);
        break;
      }
      await new Promise(setImmediate);
      expect(source.destroyed).toBe(true);
    }
  });
});
