import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import type { Reply } from './http.ts';

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.md': 'text/markdown',
};

const typeOf = (path: string): string => types[extname(path)] ?? 'application/octet-stream';

const missing = (path: string): Reply => ({ status: 404, body: { message: `There is no file ${path}.` } });

/** A file of the folder; nothing above it. */
export async function fileIn(folder: string, path: string): Promise<Reply> {
  if (normalize(path).startsWith('..')) {
    return missing(path);
  }
  const body = await readFile(join(folder, path)).catch(() => undefined);
  return body === undefined ? missing(path) : { type: typeOf(path), body };
}

export function fileOf(files: ReadonlyMap<string, Uint8Array>, path: string): Reply {
  const body = files.get(path);
  return body === undefined ? missing(path) : { type: typeOf(path), body };
}
