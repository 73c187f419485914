import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { pack, type Pack } from 'tar-stream';
import { filesOf, manifestName, manifestSumName, type Manifest } from './manifest.ts';

const newline = '\n'.charCodeAt(0);

/** What a file of COPY text turned out to be, once it is written. */
export interface WrittenFile {
  readonly bytes: number;
  readonly sha256: string;
  readonly rows: number;
}

/** Writes pieces of COPY text to a gzip file. In that text a newline ends a row and is nothing else. */
export async function writeCopyFile(path: string, pieces: AsyncIterable<Uint8Array>): Promise<WrittenFile> {
  const hash = createHash('sha256');
  let rows = 0;
  let bytes = 0;
  await pipeline(
    pieces,
    async function* (text: AsyncIterable<Uint8Array>) {
      for await (const piece of text) {
        for (let end = piece.indexOf(newline); end !== -1; end = piece.indexOf(newline, end + 1)) {
          rows += 1;
        }
        yield piece;
      }
    },
    createGzip(),
    async function* (packed: AsyncIterable<Buffer>) {
      for await (const piece of packed) {
        hash.update(piece);
        bytes += piece.length;
        yield piece;
      }
    },
    createWriteStream(path, { flags: 'wx', mode: 0o640 })
  );
  return { bytes, sha256: hash.digest('hex'), rows };
}

/**
 * Puts manifest and files into one tar file, which is there in full or not at all. The files are taken from `folder`
 * by their last names, and are removed one by one, so that they need their space only once.
 */
export async function writeBundle(path: string, folder: string, manifest: Manifest): Promise<void> {
  const draft = join(folder, 'bundle.tar');
  const tar = pack();
  const written = pipeline(tar, createWriteStream(draft, { flags: 'wx', mode: 0o640 }));
  await Promise.all([fill(tar, folder, manifest), written]);
  const file = await open(draft, 'r+');
  await file.sync().finally(() => file.close());
  await rename(draft, path);
}

async function fill(tar: Pack, folder: string, manifest: Manifest): Promise<void> {
  try {
    const mtime = new Date(manifest.madeAt);
    const text = JSON.stringify(manifest);
    const sum = createHash('sha256').update(text).digest('hex');
    tar.entry({ name: manifestName, mtime, mode: 0o640 }, text);
    tar.entry({ name: manifestSumName, mtime, mode: 0o640 }, `${sum}  ${manifestName}\n`);
    for (const { file, bytes } of filesOf(manifest)) {
      const source = join(folder, file);
      await pipeline(createReadStream(source), tar.entry({ name: file, size: bytes, mtime, mode: 0o640 }));
      await rm(source);
    }
    tar.finalize();
  } catch (error) {
    tar.destroy(error as Error);
    throw error;
  }
}
