import type { BuiltPlugin } from './plugins.ts';
import { postgresType, type DataSource } from './sources.ts';

const logo = 'public/build/img/icons/unicons/database.svg';

/** What Grafana knows of a plugin and tells every page (`DataSourcePluginMeta`). */
function metaOf(type: string, plugins: readonly BuiltPlugin[]): object {
  const plugin = plugins.find(({ json }) => json.id === type);
  if (!plugin) {
    const info = { version: '12.4.10', logos: { small: logo, large: logo }, links: [], screenshots: [] };
    return { id: type, name: 'PostgreSQL', type: 'datasource', module: 'core:plugin/postgres', baseUrl: '', info };
  }
  const { json } = plugin;
  const baseUrl = `public/plugins/${json.id}`;
  return { ...json, module: `${baseUrl}/module.js`, baseUrl, enabled: true, signature: 'unsigned' };
}

/** Settings of a data source as the browser gets them (`DataSourceInstanceSettings`). */
function instanceSettings(source: DataSource, plugins: readonly BuiltPlugin[]): object {
  return {
    ...source,
    url: `/api/datasources/proxy/uid/${source.uid}`,
    meta: metaOf(source.type, plugins),
    ...(source.type === postgresType && { database: 'statistics' }),
  };
}

/** What every Grafana has beside the data sources that were added. */
const builtIn = {
  '-- Grafana --': {
    id: -1,
    uid: 'grafana',
    name: '-- Grafana --',
    type: 'datasource',
    access: 'proxy',
    jsonData: {},
    meta: { id: 'grafana', name: '-- Grafana --', type: 'datasource', builtIn: true, module: 'core:plugin/grafana' },
  },
};

/** All data sources that the browser knows. */
export function instancesByName(sources: readonly DataSource[], plugins: readonly BuiltPlugin[]): object {
  const added = sources.map((source) => [source.name, instanceSettings(source, plugins)] as const);
  return { ...builtIn, ...Object.fromEntries(added) };
}

/** What @grafana/runtime reads when it loads (`window.grafanaBootData`), and what the host page reads beside it. */
export function bootData(plugins: readonly BuiltPlugin[], sources: readonly DataSource[], theme: string): object {
  return {
    assets: { dark: '', light: '' },
    navTree: [],
    user: {
      id: 1,
      isSignedIn: true,
      login: 'preview',
      name: 'Preview',
      theme,
      lightTheme: theme === 'light',
      timezone: 'utc',
      weekStart: 'monday',
      language: 'en-US',
      locale: 'en-US',
      regionalFormat: 'en-GB',
      orgId: 1,
      orgName: 'Preview',
      orgRole: 'Admin',
      isGrafanaAdmin: false,
      permissions: {},
      hasEditPermissionInFolders: true,
    },
    settings: {
      appUrl: '/',
      appSubUrl: '',
      buildInfo: { version: '12.4.10', env: 'production', edition: 'Open Source', commit: 'preview' },
      featureToggles: {},
      datasources: instancesByName(sources, plugins),
      defaultDatasource: sources.find(({ isDefault }) => isDefault)?.name ?? sources[0]?.name,
      apps: Object.fromEntries(
        plugins
          .filter(({ json }) => json.type === 'app')
          .map(({ json }) => [json.id, { id: json.id, path: `public/plugins/${json.id}/module.js`, preload: false }])
      ) as object,
      panels: {},
      plugins: plugins.map(({ json }) => metaOf(json.id, plugins)),
    },
  };
}

/** The one page of the preview: every address leads to it, the host page's router does the rest. */
export function page(boot: object, styles: readonly string[]): string {
  const json = JSON.stringify(boot).replaceAll('<', '\\u003c');
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <title>Stats portal: preview</title>
    <link rel="icon" href="data:," />
    ${styles.map((name) => `<link rel="stylesheet" href="/preview/${name}" />`).join('\n    ')}
    <style>
      @font-face {
        font-family: Inter;
        src: local('Helvetica Neue'), local('Helvetica'), local('Arial'), local('Liberation Sans'), local('DejaVu Sans');
      }
      body {
        margin: 0;
      }
    </style>
    <script>
      window.__grafana_public_path__ = '/public/';
      window.grafanaBootData = ${json};
    </script>
    <script type="module" src="/preview/main.js"></script>
  </head>
  <body>
    <div id="preview"></div>
  </body>
</html>
`;
}
