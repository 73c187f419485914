import { type AppPluginMeta, type PluginMeta } from '@grafana/data';
import { config } from '@grafana/runtime';

const plugins = (config.bootData.settings as unknown as { plugins: PluginMeta[] }).plugins;

/** The app under preview. */
export const app = plugins.find(({ type }) => (type as string) === 'app') as AppPluginMeta;

/** Its nested data source; undefined as long as there is none. */
export const dataSource = plugins.find(({ type }) => (type as string) === 'datasource');

/** The same address with the app's id in place of the build's placeholder. */
export function pathOf(path: string | undefined): string {
  return (path ?? '').replace('%PLUGIN_ID%', app.id);
}
