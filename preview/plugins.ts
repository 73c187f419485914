import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What the preview reads of a plugin.json. */
export interface PluginJson {
  readonly id: string;
  readonly name: string;
  readonly type: 'app' | 'datasource';
  readonly info: { readonly version: string; readonly logos: { readonly small: string; readonly large: string } };
  readonly includes?: ReadonlyArray<{
    readonly type: string;
    readonly name: string;
    readonly path?: string;
    readonly role?: string;
  }>;
}

/** A built plugin: the app, or a data source nested in it. Grafana serves each below its own id. */
export interface BuiltPlugin {
  readonly json: PluginJson;
  readonly folder: string;
}

/** The plugins in the build folder, the app first. */
export async function readPlugins(dist: string): Promise<BuiltPlugin[]> {
  const entries = await readdir(dist, { withFileTypes: true });
  const nested = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(dist, name));
  const folders = [dist, ...nested].filter((folder) => existsSync(join(folder, 'plugin.json')));
  return Promise.all(
    folders.map(async (folder) => ({
      json: JSON.parse(await readFile(join(folder, 'plugin.json'), 'utf8')) as PluginJson,
      folder,
    }))
  );
}
