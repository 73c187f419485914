import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const sources = ['src', 'catalog', 'query', 'webpack.config.ts', '.config', 'package.json', 'README.md'];

/**
 * The folder with the plugin as `npm run build:plugin` makes it: an existing one if no source is newer than its
 * module.js, otherwise a new one (about five seconds).
 */
export async function builtPlugin(root: string): Promise<string> {
  const dist = join(root, 'dist');
  const module = join(dist, 'module.js');
  const newest = Math.max(...(await Promise.all(sources.map((name) => newestIn(join(root, name))))));
  if (!existsSync(module) || (await stat(module)).mtimeMs < newest) {
    const begun = new Date();
    await promisify(execFile)(
      process.execPath,
      [join(root, 'node_modules/webpack/bin/webpack.js'), '-c', './webpack.config.ts', '--env', 'production'],
      { cwd: root, maxBuffer: 64 * 1024 * 1024 }
    ).catch((error: unknown) => {
      // webpack reports on standard output.
      throw new Error(`The plugin does not build:\n${(error as { stdout?: string }).stdout ?? ''}`, { cause: error });
    });
    // webpack leaves a file alone whose content has not changed; a source that changed meanwhile is still newer.
    await utimes(module, begun, begun);
  }
  return dist;
}

/** When the file, or anything in the folder, was last changed. */
async function newestIn(path: string): Promise<number> {
  if (!existsSync(path)) {
    return 0;
  }
  const own = await stat(path);
  const inside = own.isDirectory() ? await readdir(path) : [];
  const times = await Promise.all(
    inside.filter((name) => name !== 'node_modules').map((name) => newestIn(join(path, name)))
  );
  return Math.max(own.mtimeMs, ...times);
}
