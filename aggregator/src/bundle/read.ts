import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { StatsPortalError, UnavailableError } from '../errors.ts';
import { extract, type Header } from 'tar-stream';
import {
  cutOff,
  damaged,
  filesOf,
  manifestName,
  manifestSumName,
  parseManifest,
  type BundleFile,
  type Manifest,
} from './manifest.ts';

/** What tar-stream says of it: its errors have no code. */
const endOfData = 'Unexpected end of data';
const pieceSize = 64 * 1024;
/** Ten years of days are a quarter of a megabyte. */
const largestManifest = 64 * 1024 * 1024;

/** A file of a tar file. */
interface Entry {
  readonly header: Pick<Header, 'name' | 'size'>;
  readonly pieces: AsyncIterable<Uint8Array>;
}

/** A bundle that is held open: what was verified is what is imported, whatever happens to the name. */
export interface Bundle {
  /** For messages. */
  readonly name: string;
  readonly path: string;
  readonly manifest: Manifest;
  /**
   * The days' files, in the order of the manifest: the counts of a day, then who was seen on it if that is there. Each has to be read to its end; with the last piece its size and its
   * checksum are compared. Throws a BadInputError for whatever is not as the manifest says.
   */
  files(): AsyncGenerator<AsyncIterable<Uint8Array>, void>;
  close(): Promise<void>;
}

/** Opens a bundle and reads its manifest, no more. */
export async function openBundle(path: string): Promise<Bundle> {
  const name = basename(path);
  const handle = await openFile(path, name);
  try {
    const manifest = await readManifest(handle, name);
    return { name, path, manifest, files: () => readFiles(handle, name, manifest), close: () => handle.close() };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Reads the whole bundle once. Throws a BadInputError if anything in it is not as the manifest says. */
export async function verifyBundle(bundle: Bundle): Promise<void> {
  for await (const pieces of bundle.files()) {
    await readToEnd(pieces);
  }
}

/** What is read is compared with the manifest at its end; nothing else is wanted of it. */
export async function readToEnd(pieces: AsyncIterable<Uint8Array>): Promise<void> {
  const iterator = pieces[Symbol.asyncIterator]();
  let { done } = await iterator.next();
  while (done !== true) {
    ({ done } = await iterator.next());
  }
}

/** Neither links nor devices: the folder may be filled by somebody else. */
async function openFile(path: string, name: string): Promise<FileHandle> {
  try {
    const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    if ((await handle.stat()).isFile()) {
      return handle;
    }
    await handle.close();
  } catch (cause) {
    throw new UnavailableError(`The bundle ${path} cannot be read: ${(cause as Error).message}.`, { cause });
  }
  throw damaged(name, 'it is not a file');
}

/** The tar file's entries; what it cannot be read by is said in one way. */
async function* entries(handle: FileHandle, name: string): AsyncGenerator<Entry> {
  const tar = extract();
  const source = Readable.from(contents(handle));
  source.on('error', (error) => {
    tar.destroy(error);
  });
  source.pipe(tar);
  try {
    for await (const stream of tar) {
      yield { header: stream.header, pieces: readable(stream as AsyncIterable<Uint8Array>, name) };
    }
  } catch (error) {
    throw asDamage(error, name);
  } finally {
    source.destroy();
    tar.destroy();
  }
}

async function* readable(stream: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Uint8Array> {
  try {
    yield* stream;
  } catch (error) {
    throw asDamage(error, name);
  }
}

/** The disk that fails is another matter. */
function asDamage(error: unknown, name: string): unknown {
  const isFileSystem = typeof error === 'object' && error !== null && 'syscall' in error;
  if (error instanceof StatsPortalError || isFileSystem) {
    return error;
  }
  const { message } = error as Error;
  return message === endOfData ? cutOff(name, 'inside a file', error) : damaged(name, message, { cause: error });
}

/** From the first byte on; a stream of the handle's own would close it. */
async function* contents(handle: FileHandle): AsyncGenerator<Uint8Array> {
  for (let position = 0; ;) {
    const { bytesRead, buffer } = await handle.read({ buffer: Buffer.allocUnsafe(pieceSize), position });
    if (bytesRead === 0) {
      return;
    }
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

async function readManifest(handle: FileHandle, name: string): Promise<Manifest> {
  let text: string | undefined;
  for await (const entry of entries(handle, name)) {
    if (text === undefined) {
      if (entry.header.name !== manifestName || entry.header.size > largestManifest) {
        throw damaged(name, 'it does not begin with a manifest');
      }
      text = await textOf(entry);
    } else {
      const sum = createHash('sha256').update(text).digest('hex');
      if (entry.header.name !== manifestSumName || (await textOf(entry)) !== `${sum}  ${manifestName}\n`) {
        throw damaged(name, 'its manifest was altered');
      }
      return parseManifest(text, name);
    }
  }
  throw cutOff(name, 'before the end of its manifest');
}

async function* readFiles(
  handle: FileHandle,
  name: string,
  manifest: Manifest
): AsyncGenerator<AsyncIterable<Uint8Array>, void> {
  const expected = filesOf(manifest);
  let skipped = 0;
  for await (const entry of entries(handle, name)) {
    if (skipped < 2) {
      // The manifest and its sum, which were read before.
      skipped += 1;
      await readToEnd(entry.pieces);
      continue;
    }
    const file = expected.shift();
    if (file?.file !== entry.header.name || file.bytes !== entry.header.size) {
      throw damaged(name, `the file ${entry.header.name} is not where the manifest says`);
    }
    yield checked(entry.pieces, file, name);
  }
  if (expected.length > 0) {
    throw cutOff(name, `before ${expected[0]!.file}`);
  }
}

async function* checked(pieces: AsyncIterable<Uint8Array>, file: BundleFile, name: string): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for await (const piece of pieces) {
    hash.update(piece);
    yield piece;
  }
  if (hash.digest('hex') !== file.sha256) {
    throw damaged(name, `${file.file} was altered on its way`);
  }
}

async function textOf({ pieces }: Entry): Promise<string> {
  const read: Uint8Array[] = [];
  for await (const piece of pieces) {
    read.push(piece);
  }
  return Buffer.concat(read).toString('utf8');
}
