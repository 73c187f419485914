import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { gunzipSync, gzipSync } from 'node:zlib';
import pino from 'pino';
import { extract, pack } from 'tar-stream';
import { filesOf, type BundleFile, type Manifest } from './manifest.ts';

/** A log that nobody reads. */
export const silent = pino({ level: 'silent' });

/** A bundle taken apart: what its sender could have written instead. */
export interface Contents {
  manifest: Manifest;
  /** COPY text by name. */
  readonly files: Map<string, string>;
}

/** Writes another bundle, with right checksums. */
export async function rewrite(path: string, edit: (contents: Contents) => void): Promise<void> {
  const contents = await contentsOf(path);
  edit(contents);
  const { files, manifest } = contents;
  const packed = new Map([...files].map(([name, text]) => [name, gzipSync(text)]));
  const described = <File extends BundleFile>(one: File): File => {
    const file = packed.get(one.file)!;
    return { ...one, bytes: file.length, sha256: sha256(file), rows: files.get(one.file)!.split('\n').length - 1 };
  };
  const days = manifest.days.map((day) => ({
    ...described(day),
    ...(day.hosts === undefined ? {} : { hosts: described(day.hosts) }),
  }));
  const text = JSON.stringify({ ...manifest, days });
  const tar = pack();
  tar.entry({ name: 'manifest.json' }, text);
  tar.entry({ name: 'manifest.json.sha256' }, `${sha256(text)}  manifest.json\n`);
  for (const { file } of filesOf({ days })) {
    tar.entry({ name: file }, packed.get(file)!);
  }
  tar.finalize();
  await writeFile(path, await buffer(tar));
}

async function contentsOf(path: string): Promise<Contents> {
  const found = new Map<string, Buffer>();
  const tar = extract();
  tar.end(await readFile(path));
  for await (const entry of tar) {
    found.set(entry.header.name, await buffer(entry));
  }
  const manifest = JSON.parse(found.get('manifest.json')!.toString()) as Manifest;
  const files = new Map(filesOf(manifest).map(({ file }) => [file, gunzipSync(found.get(file)!).toString()]));
  return { manifest, files };
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
