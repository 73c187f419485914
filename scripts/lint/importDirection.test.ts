import { objection } from './importDirection.mjs';

test.each([
  ['catalog/rollups.ts', './measures.ts'],
  ['catalog/deep/grain.ts', '../index.ts'],
  ['query/index.ts', './print/sql.ts'],
  ['query/plan.ts', './model.ts'],
  ['query/parse.ts', './days.ts'],
  ['query/print.ts', './ranking.ts'],
  ['query/trend.ts', './plan.ts'],
  ['query/plan/cover.ts', '../model/parse.ts'],
  ['query/print/sql.ts', '@stats-portal/catalog'],
  ['query/print.ts', './plan.ts'],
  ['aggregator/src/cli.ts', 'commander'],
  ['aggregator/src/days.ts', '@stats-portal/query'],
  ['src/module.tsx', '@stats-portal/query'],
  ['query/plan.test.ts', 'fast-check'],
  ['query/model.test.ts', './print.ts'],
  ['aggregator/src/days.db.test.ts', '../../test/oracle.ts'],
  ['demo/index.ts', '../aggregator/src/days.ts'],
])('%s may import %s', (file, specifier) => {
  expect(objection(file, specifier)).toBeUndefined();
});

test.each([
  ['catalog/rollups.ts', '../query/index.ts', 'catalog must not import from query/print'],
  ['catalog/rollups.ts', '@stats-portal/query', 'catalog must not import from query/print'],
  ['catalog/rollups.ts', 'zod', 'catalog imports no package: zod'],
  ['catalog/version.ts', 'node:crypto', 'catalog imports no module of Node: node:crypto'],
  ['catalog/rollups.ts', '../test/oracle.ts', 'catalog must not import from test'],
  ['query/model.ts', './plan.ts', 'query/model must not import from query/plan'],
  ['query/model/parse.ts', '../print/sql.ts', 'query/model must not import from query/print'],
  ['query/parse.ts', './index.ts', 'query/model must not import from query/print'],
  ['query/parse.ts', './trend.ts', 'query/model must not import from query/print'],
  ['query/plan/cover.ts', '../print.ts', 'query/plan must not import from query/print'],
  ['query/plan.ts', '../aggregator/src/days.ts', 'query/plan must not import from aggregator'],
  ['src/module.tsx', '../aggregator/src/log.ts', 'src must not import from aggregator'],
  ['src/module.tsx', 'stats-portal', 'src must not import from aggregator'],
  ['src/module.test.tsx', '../aggregator/src/log.ts', 'src must not import from aggregator'],
  ['aggregator/src/days.ts', '../../src/module.tsx', 'aggregator must not import from src'],
])('%s must not import %s', (file, specifier, reason) => {
  expect(objection(file, specifier)).toBe(reason);
});
