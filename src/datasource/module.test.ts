import { dataSource, startGrafana } from './DataSource.fixture.ts';
import manifest from './plugin.json';
import { plugin } from './module.ts';
import { StatsDataSource } from './DataSource.ts';

test('the plugin has a data source, a query editor and a config editor', () => {
  expect(plugin.DataSourceClass).toBe(StatsDataSource);
  expect(plugin.components.QueryEditor).toBeDefined();
  expect(plugin.components.ConfigEditor).toBeDefined();
});

test('what Grafana looks for in a data source', () => {
  startGrafana();
  const source = dataSource();
  expect(source.variables.editor).toBeDefined();
  expect(source.annotations).toBeDefined();
  expect(source.getQueryDisplayText({ refId: 'A', version: 1, ...{} } as never)).toBe('ips');
  expect(manifest).toMatchObject({ id: 'csirt-statsportal-datasource', multiValueFilterOperators: true });
  expect(manifest).not.toHaveProperty('backend');
});
