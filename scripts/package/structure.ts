import type { Contents } from './contents.ts';
import { pluginsOf } from './plugins.ts';

/** Maps are for who looks for a fault, and are not loaded otherwise. */
const mostBytes = 1024 * 1024;

/** What belongs into every package, and into every plugin of it. */
const ofPackage = ['plugin.json', 'README.md', 'CHANGELOG.md', 'LICENSE'];
const ofPlugin = ['module.js', 'module.js.map'];

/** What only sources have, and what Grafana or the system would stumble over. */
const foreign = /(^|\/)(\.|node_modules\/|__MACOSX\/)|\.(tsx?|zip|sh|exe|html)$|\.(test|fixture)\./;

/** The one folder at the root is named as the plugin. */
export function rootFaults(packed: Contents, id: string): string[] {
  const roots = new Set([...packed.keys()].map((path) => path.split('/')[0]));
  return roots.size === 1 && roots.has(id) ? [] : [`the root is ${[...roots].join(', ')}; it is the one folder ${id}`];
}

/** What is missing, what does not belong there, what is too large. */
export function fileFaults(contents: Contents): string[] {
  const needed = [...ofPackage, ...pluginsOf(contents).flatMap(({ folder }) => ofPlugin.map((name) => folder + name))];
  const scripts = [...contents.keys()].filter((path) => path.endsWith('.js'));
  return [
    ...needed.filter((path) => !contents.has(path)).map((path) => `${path} is missing`),
    ...scripts.filter((path) => !contents.has(`${path}.map`)).map((path) => `${path} has no map`),
    ...[...contents.keys()]
      .filter((path) => foreign.test(path))
      .map((path) => `${path} does not belong into a package`),
    ...[...contents]
      .filter(([path, bytes]) => bytes.length > mostBytes && !path.endsWith('.map'))
      .map(([path, bytes]) => `${path} has ${bytes.length} bytes; the most is ${mostBytes}`),
  ];
}

/** Grafana draws logos from the file as it is: a drawing that can act is refused. */
export function drawingFaults(contents: Contents): string[] {
  return [...contents]
    .filter(([path]) => path.endsWith('.svg'))
    .filter(([, bytes]) =>
      /<script|<foreignObject|\son\w+\s*=|javascript:|<!ENTITY/i.test(new TextDecoder().decode(bytes))
    )
    .map(([path]) => `${path} has parts that can act`);
}
