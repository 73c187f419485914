import {
  type DataSourceApi,
  type DataSourceInstanceSettings,
  type DataSourcePlugin,
  type ScopedVars,
} from '@grafana/data';
import {
  DataSourceWithBackend,
  config,
  getTemplateSrv,
  type DataSourceSrv,
  type GetDataSourceListFilters,
} from '@grafana/runtime';
import { type DataSourceRef } from '@grafana/schema';
import { loadModule } from '../loader.ts';

type Ref = DataSourceRef | string | null;

/** The data sources that the server told the page about; the plugin of each is loaded when it is asked for. */
export class PreviewDataSourceSrv implements DataSourceSrv {
  readonly #instances = new Map<string, Promise<DataSourceApi>>();

  getList(filters: GetDataSourceListFilters = {}): DataSourceInstanceSettings[] {
    const types = filters.type === undefined ? null : [filters.type].flat();
    const isWanted = (settings: DataSourceInstanceSettings): boolean => filters.filter?.(settings) ?? true;
    const own = Object.values(config.datasources).filter(
      (settings) =>
        !isBuiltIn(settings) &&
        (types === null || types.includes(settings.type)) &&
        (filters.pluginId === undefined || settings.type === filters.pluginId) &&
        isWanted(settings)
    );
    // Grafana's own is in each list that is not of one plugin: asked for by type too.
    const isGeneral = filters.pluginId === undefined && filters.alerting !== true && filters.tracing !== true;
    return isGeneral ? [...own, ...Object.values(config.datasources).filter(isBuiltIn).filter(isWanted)] : own;
  }

  getInstanceSettings(ref?: Ref, scopedVars?: ScopedVars): DataSourceInstanceSettings | undefined {
    const settings = Object.values(config.datasources);
    const asked = typeof ref === 'string' ? ref : (ref?.uid ?? ref?.type);
    if (asked === undefined || asked === 'default') {
      return config.datasources[config.defaultDatasource];
    }
    const key = getTemplateSrv().replace(asked, scopedVars);
    return settings.find(({ uid, name }) => uid === key || name === key) ?? settings.find(({ type }) => type === key);
  }

  get(ref?: Ref, scopedVars?: ScopedVars): Promise<DataSourceApi> {
    const settings = this.getInstanceSettings(ref, scopedVars);
    if (!settings) {
      return Promise.reject(new Error(`Data source ${JSON.stringify(ref)} was not found.`));
    }
    const instance = this.#instances.get(settings.uid) ?? open(settings);
    this.#instances.set(settings.uid, instance);
    return instance;
  }

  reload(): void {
    this.#instances.clear();
  }

  registerRuntimeDataSource(): never {
    throw new Error('The preview has no runtime data sources.');
  }
}

const isBuiltIn = ({ meta }: DataSourceInstanceSettings): boolean => meta.builtIn === true;

/** The module of a data source's plugin; that of Grafana's own PostgreSQL data source is not here. */
async function loadDataSource(settings: DataSourceInstanceSettings): Promise<DataSourcePlugin<DataSourceApi>> {
  const { plugin } = await loadModule<{ plugin: DataSourcePlugin<DataSourceApi> }>(settings.meta.module);
  plugin.meta = settings.meta;
  return plugin;
}

async function open(settings: DataSourceInstanceSettings): Promise<DataSourceApi> {
  if (settings.meta.module.startsWith('core:')) {
    return new DataSourceWithBackend(settings);
  }
  const plugin = await loadDataSource(settings);
  const instance = new plugin.DataSourceClass(settings);
  instance.meta = settings.meta;
  instance.components = plugin.components;
  return instance;
}
