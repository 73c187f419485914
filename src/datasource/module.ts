import { DataSourcePlugin } from '@grafana/data';
import { initPluginTranslations } from '@grafana/i18n';
import { ConfigEditor } from './ConfigEditor.tsx';
import { StatsDataSource } from './DataSource.ts';
import { QueryEditor } from './editor/QueryEditor.tsx';
import type { StatsOptions } from './options.ts';
import pluginJson from './plugin.json';
import type { StatsQuery } from './query.ts';

// Not waited for: Grafana has its languages before any plugin, so it is done before anything is drawn.
void initPluginTranslations(pluginJson.id);

export const plugin = new DataSourcePlugin<StatsDataSource, StatsQuery, StatsOptions>(StatsDataSource)
  .setConfigEditor(ConfigEditor)
  .setQueryEditor(QueryEditor);
