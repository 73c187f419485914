import { DataSourcePlugin } from '@grafana/data';
import { ConfigEditor } from './ConfigEditor.tsx';
import { StatsDataSource } from './DataSource.ts';
import { QueryEditor } from './editor/QueryEditor.tsx';
import type { StatsOptions } from './options.ts';
import type { StatsQuery } from './query.ts';

export const plugin = new DataSourcePlugin<StatsDataSource, StatsQuery, StatsOptions>(StatsDataSource)
  .setConfigEditor(ConfigEditor)
  .setQueryEditor(QueryEditor);
