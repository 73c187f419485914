import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { obstacles, type Need } from './cover.ts';
import { dimensionByName, dimensionNames } from './dimensions.ts';
import { rollupByName, rollups, type Rollup } from './rollups.ts';
import { rollupsTable } from './tables.ts';

const need = (part: Partial<Need>): Need => ({ measure: 'ips', grouped: [], fixed: [], filtered: [], ...part });

test('numbers and names of rollups are unique, and so are their sets of dimensions', () => {
  const all: readonly Rollup[] = rollups;
  for (const key of ['id', 'name', 'dimensions'] as const) {
    expect(new Set(all.map((rollup) => JSON.stringify(rollup[key]))).size).toBe(all.length);
  }
});

test('the released table has exactly the columns of the catalog', () => {
  const sql = ['0001_statistics.sql', '0006_operator.sql']
    .map((file) => readFileSync(join(__dirname, '../aggregator/migrations', file), 'utf8'))
    .join('');
  const body = /CREATE TABLE stats\.rollups \((.*?)\n\);/s.exec(sql)![1]!;
  const added = [...sql.matchAll(/ALTER TABLE stats\.rollups ADD COLUMN (.*);/g)].map(([, column]) => column!);
  const columns = [...body.trim().split(/,\s*\n\s*/), ...added];
  expect(columns.sort()).toEqual(
    rollupsTable.columns.map(({ name, type, nullable }) => `${name} ${type}${nullable ? '' : ' NOT NULL'}`).sort()
  );
});

test('events may be added up, addresses may not', () => {
  const type = rollupByName('type');
  expect(obstacles(type, need({ measure: 'events' }))).toEqual([]);
  expect(obstacles(type, need({}))).toEqual(['addresses would be added up over Taxonomy, Type']);
  expect(obstacles(type, need({ grouped: ['type'], fixed: ['taxonomy'] }))).toEqual([]);
  expect(obstacles(type, need({ grouped: ['type'], filtered: ['taxonomy'] }))).toEqual([
    'addresses would be added up over Taxonomy',
  ]);
  expect(obstacles(type, need({ grouped: ['asn'] }))[0]).toBe('it is not split by ASN');
});

test('a dimension is known by its own name and by IntelMQ’s', () => {
  expect(dimensionByName('taxonomy')).toBe('taxonomy');
  expect(dimensionByName('source.asn')).toBe('asn');
  expect(dimensionByName('classification.taxonomy')).toBe('taxonomy');
  expect(dimensionByName('toString')).toBeUndefined();
  expect(dimensionByName('source.ip')).toBeUndefined();
});

test('the cells have every dimension', () => {
  expect(rollupByName('cells').dimensions).toEqual(dimensionNames);
});
