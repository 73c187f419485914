import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** Files by their paths, with `/` on every system. */
export type Contents = ReadonlyMap<string, Uint8Array>;

/** All files below a folder, by their paths from it, in the same order everywhere. */
export async function folderContents(folder: string): Promise<Contents> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const read = await Promise.all(
    files.map(async (file) => [relative(folder, file).split(sep).join('/'), await readFile(file)] as const)
  );
  return new Map(read.sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** The file as text; undefined if there is none. */
export function textOf(contents: Contents, path: string): string | undefined {
  const bytes = contents.get(path);
  return bytes && new TextDecoder().decode(bytes);
}

/** The file as JSON; undefined if there is none, or none that can be read. */
export function jsonOf(contents: Contents, path: string): unknown {
  try {
    return JSON.parse(textOf(contents, path) ?? '') as unknown;
  } catch {
    return undefined;
  }
}
