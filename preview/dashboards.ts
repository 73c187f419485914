import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** A dashboard as it is shipped, and as Grafana's search lists it. */
export interface ShippedDashboard {
  readonly model: { readonly title: string; readonly uid?: string | null; readonly tags?: readonly string[] };
  readonly hit: {
    readonly uid: string;
    readonly title: string;
    readonly url: string;
    readonly slug: string;
    readonly tags: readonly string[];
  };
}

/** The JSON files of a folder and those below it, read anew at every call: what was generated a moment ago can be looked at. */
export async function readDashboards(folder: string): Promise<ShippedDashboard[]> {
  const names = existsSync(folder)
    ? (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.json')).sort()
    : [];
  return Promise.all(
    names.map(async (name) => {
      const model = JSON.parse(await readFile(join(folder, name), 'utf8')) as ShippedDashboard['model'];
      const slug = basename(name, '.json');
      const uid = model.uid ?? slug;
      return { model, hit: { uid, title: model.title, url: `/d/${uid}/${slug}`, slug, tags: model.tags ?? [] } };
    })
  );
}
