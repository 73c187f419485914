import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Database } from '../aggregator/src/database/database.ts';
import { apiRoutes } from './api.ts';
import { builtPlugin } from './built.ts';
import { bundleHost } from './bundle.ts';
import { readDashboards } from './dashboards.ts';
import { fileIn, fileOf } from './files.ts';
import { serve, type Reply, type Route } from './http.ts';
import { bootData, page } from './page.ts';
import { readPlugins } from './plugins.ts';
import { DataSources, type Reader } from './sources.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const icons = join(root, 'node_modules/@grafana/ui/dist/public/img/icons');

export interface PreviewOptions {
  /** Migrated, counted, and set up for reading (`setUpReading`). The preview does not close it. */
  readonly statsdb: Database;
  /** Who has data sources of their own, beside the one that reads everything. */
  readonly readers?: readonly Reader[];
  /** Default 3000; the next free one if it is taken; 0 for any. */
  readonly port?: number;
  /** The folder of the built plugin. Default: dist, built anew if a source is newer. */
  readonly dist?: string;
  /** The folder of the dashboards' JSON. Default: src/dashboards. */
  readonly dashboards?: string;
}

export interface Preview {
  /** `http://localhost:3000` */
  readonly address: string;
  close(): Promise<void>;
}

/** Serves the built plugin in a host page of our own, without Grafana, on the statistics database. */
export async function openPreview({
  statsdb,
  readers,
  port = 3000,
  dist,
  dashboards = join(root, 'src/dashboards'),
}: PreviewOptions): Promise<Preview> {
  const [files, plugins] = await Promise.all([bundleHost(), readPlugins(dist ?? (await builtPlugin(root)))]);
  const sources = new DataSources(plugins, statsdb.kind === 'embedded', readers);
  const styles = [...files.keys()].filter((name) => name === 'main.css');
  const shown: Route = [
    'GET',
    /^\/(?!api\/|public\/|preview\/)/,
    ({ parameters }) => {
      const theme = parameters.get('theme') === 'light' ? 'light' : 'dark';
      return { type: 'text/html', body: page(bootData(plugins, sources.list(), theme), styles) };
    },
  ];
  const server = await serve(
    [
      ['GET', /^\/preview\/(.+)$/, ({ parts: [path] }) => fileOf(files, path!)],
      ['GET', /^\/public\/build\/img\/icons\/(.+)$/, ({ parts: [path] }) => icon(path!)],
      [
        'GET',
        /^\/public\/plugins\/([^/]+)\/(.+)$/,
        ({ parts: [id, path] }) => {
          const plugin = plugins.find(({ json }) => json.id === id);
          return plugin
            ? fileIn(plugin.folder, path!)
            : { status: 404, body: { message: `There is no plugin ${id}.` } };
        },
      ],
      ...apiRoutes({ statsdb, plugins, sources, dashboards: () => readDashboards(dashboards) }),
      shown,
    ],
    port
  );
  return {
    address: `http://localhost:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => {
          if (error) {
            reject(error);
          } else {
            resolve();
          }
        });
        server.closeAllConnections();
      }),
  };
}

/** Some icons that Grafana has are not published with @grafana/ui: their place stays empty. */
async function icon(path: string): Promise<Reply> {
  const found = await fileIn(icons, path);
  const empty = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"></svg>';
  return found.status === 404 ? { type: 'image/svg+xml', body: empty } : found;
}
