import type { Readable, Writable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';

/** A source that fails cancels the COPY; the server's confirmation of that is waited for, as the connection is busy. */
export async function writeAll(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  stream: Writable
): Promise<void> {
  const closed = new Promise((resolve) => stream.once('close', resolve));
  let confirmed: Promise<unknown> = Promise.resolve();
  const watched = async function* () {
    try {
      yield* pieces;
    } catch (error) {
      confirmed = closed;
      throw error;
    }
  };
  try {
    await pipeline(watched, stream);
  } finally {
    await confirmed;
  }
}

/** Bytes that are no UTF-8 become the character for that, as they do in answers to queries. */
export async function* asUtf8(pieces: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  for await (const piece of pieces) {
    yield Buffer.from(decoder.decode(piece, { stream: true }));
  }
  yield Buffer.from(decoder.decode());
}

/** Leaving the loop early reads the rest away, because the connection can do nothing else before. */
export async function* readToEnd(stream: Readable): AsyncIterable<Uint8Array> {
  try {
    for await (const piece of stream.iterator({ destroyOnReturn: false })) {
      yield piece as Uint8Array;
    }
  } finally {
    if (!stream.readableEnded && !stream.errored) {
      stream.resume();
      await finished(stream);
    }
  }
}
