import { unzipSync, zipSync } from 'fflate';
import type { Contents } from './contents.ts';

/** The archive that Grafana unpacks into its folder of plugins: one root folder, named as the plugin. */
export function zipOf(contents: Contents, root: string, changed: Date): Uint8Array {
  const files = [...contents].map(([path, bytes]) => [`${root}/${path}`, bytes] as const);
  return zipSync(Object.fromEntries(files), { mtime: changed, level: 9 });
}

/** What is in an archive, its root folder included. */
export function zipContents(zip: Uint8Array): Contents {
  return new Map(Object.entries(unzipSync(zip)).filter(([path]) => !path.endsWith('/')));
}
