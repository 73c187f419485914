import { Readable, pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** A line that is not blank, with its number in the file, from 1. `reason` says why it could not be read. */
export type Line =
  { readonly number: number; readonly text: string } | { readonly number: number; readonly reason: string };

/** A longer line is refused: memory must not depend on the input. An event with its raw text has some kilobytes. */
const longestLine = 64 * 1024 * 1024;

const newline = 0x0a;

/**
 * Lines of UTF-8 bytes, ended by LF or CRLF; a byte order mark is dropped.
 * Unlike node:readline it tells invalid UTF-8, and does not take U+2028, which JSON strings may hold, for a line end.
 */
export async function* splitLines(pieces: AsyncIterable<Uint8Array>, longest = longestLine): AsyncGenerator<Line> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let number = 0;
  let held: Uint8Array[] = [];
  let length = 0;

  function hold(bytes: Uint8Array): void {
    length += bytes.length;
    if (length > longest) {
      held = [];
    } else {
      held.push(bytes);
    }
  }

  function finish(): Line | undefined {
    const bytes = held.length === 1 ? held[0]! : Buffer.concat(held);
    const tooLong = length > longest;
    number += 1;
    held = [];
    length = 0;
    if (tooLong) {
      return { number, reason: `longer than ${longest} bytes` };
    }
    try {
      const text = decoder.decode(bytes);
      return text.trim() === '' ? undefined : { number, text };
    } catch {
      return { number, reason: 'not UTF-8' };
    }
  }

  for await (const piece of pieces) {
    let start = 0;
    for (let end = piece.indexOf(newline); end !== -1; end = piece.indexOf(newline, start)) {
      hold(piece.subarray(start, end));
      start = end + 1;
      const line = finish();
      if (line) {
        yield line;
      }
    }
    hold(piece.subarray(start));
  }
  const last = length === 0 ? undefined : finish();
  if (last) {
    yield last;
  }
}

/** The bytes, unpacked if they begin as gzip does: names lie, and standard input has none. */
export async function* unpacked(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const pieces = source[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  let ended = false;
  while (head.length < 2 && !ended) {
    const next = await pieces.next();
    ended = next.done === true;
    head = next.done ? head : Buffer.concat([head, next.value]);
  }
  const whole = chained(head, pieces);
  if (head[0] !== 0x1f || head[1] !== 0x8b) {
    yield* whole;
    return;
  }
  const gunzip = createGunzip();
  // An error of the source destroys the unpacker, whose reader then gets it.
  pipeline(Readable.from(whole), gunzip, () => undefined);
  yield* gunzip;
}

async function* chained(head: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield head;
    for (let next = await rest.next(); !next.done; next = await rest.next()) {
      yield next.value;
    }
  } finally {
    await rest.return?.();
  }
}
