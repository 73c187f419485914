import type { Checked } from './check.ts';

/** A change of a sound package: files by their paths within the root folder, null to leave one out. */
export interface Broken {
  readonly files?: Readonly<Record<string, string | Uint8Array | null>>;
  readonly sources?: Readonly<Record<string, string>>;
  readonly checked?: Partial<Checked>;
}

const id = 'csirt-example-app';

/** The app's plugin.json, with parts in the place of others. */
export function app(parts: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    ...plugin('app', id),
    includes: [
      { type: 'datasource', name: 'Example' },
      { type: 'page', name: 'Home', path: '/a/csirt-example-app', role: 'Viewer', addToNav: true, defaultNav: true },
      { type: 'dashboard', name: 'Overview', path: 'dashboards/overview.json' },
    ],
    ...parts,
  });
}

/** The nested data source's, likewise. */
export function dataSource(parts: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({ ...plugin('datasource', 'csirt-example-datasource'), metrics: true, ...parts });
}

/** What `info` has, likewise. */
export function info(parts: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    author: { name: 'example' },
    description: 'An example.',
    keywords: ['example'],
    logos: { small: 'img/logo.svg', large: 'img/logo.svg' },
    screenshots: [{ name: 'Overview', path: 'img/overview.png' }],
    updated: '2026-01-31',
    version: '1.2.3',
    ...parts,
  };
}

/** A map of a file with one source, and what is in it. */
export function map(source = 'webpack://csirt-example-app/./module.ts', content = 'export const plugin = 1;'): string {
  return JSON.stringify({ version: 3, sources: [source], sourcesContent: [content], mappings: '' });
}

/** A package that is fit for the catalog, but for the change. */
export function packageWith({ files = {}, sources = {}, checked = {} }: Broken = {}): Checked {
  const all = { ...soundFiles(), ...files };
  return {
    packed: new Map(
      Object.entries(all).flatMap(([path, text]) => (text === null ? [] : [[`${id}/${path}`, bytesOf(text)] as const]))
    ),
    id,
    sources: new Map(
      Object.entries({ 'pages/Home.tsx': 'css({ color: theme.colors.text.link })', ...sources }).map(([path, text]) => [
        path,
        bytesOf(text),
      ])
    ),
    packages: new Map([
      ['package.json', '1.2.3'],
      ['catalog/package.json', '1.2.3'],
    ]),
    licence: 'Apache-2.0',
    isRelease: true,
    ...checked,
  };
}

export function bytesOf(text: string | Uint8Array): Uint8Array {
  return typeof text === 'string' ? new TextEncoder().encode(text) : text;
}

function plugin(type: string, name: string): Record<string, unknown> {
  return {
    type,
    name: 'Example',
    id: name,
    info: type === 'app' ? info() : info({ screenshots: [] }),
    dependencies: { grafanaDependency: '>=12.4.0', plugins: [] },
    languages: ['en-US'],
  };
}

function soundFiles(): Record<string, string | Uint8Array> {
  const about = 'It shows how much there is of what, for who wants to know it, and says how each number is counted. ';
  const logo = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><rect width="1" height="1" /></svg>';
  return {
    'plugin.json': app(),
    'README.md': `# Example\n\n${about.repeat(5)}\n\n![Overview](img/overview.png)\n\n## Requirements\n\n[Grafana](https://grafana.com)\n`,
    'CHANGELOG.md': '# Changelog\n\n## 1.2.3 (2026-01-31)\n\nFirst.\n',
    LICENSE: 'Apache License\n  Version 2.0, January 2004\n',
    'module.js': 'define([], () => 1)',
    'module.js.map': map(),
    'img/logo.svg': logo,
    'img/overview.png': new Uint8Array([137, 80]),
    'dashboards/overview.json': '{}',
    'locales/en-US/csirt-example-app.json': '{}',
    'datasource/plugin.json': dataSource(),
    'datasource/module.js': 'define([], () => 1)',
    'datasource/module.js.map': map(),
    'datasource/img/logo.svg': logo,
    'datasource/locales/en-US/csirt-example-datasource.json': '{}',
  };
}
