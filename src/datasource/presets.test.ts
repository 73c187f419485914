import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sourceOf } from '@stats-portal/query';
import { compile, panelSql } from './compile.ts';
import { filled } from './presets.fixture.ts';
import { asPreset, missingValues, presets } from './presets.ts';
import { defaultQuery } from './query.ts';
import { upgrade } from './upgrade.ts';

const folder = join(__dirname, '../../query/__golden__/presets');
const fileOf = (id: string): string => join(folder, `${id}.sql`);

/** UPDATE_GOLDEN=1 writes the files anew: look at the difference before you commit it. */
const update = process.env.UPDATE_GOLDEN === '1';

test.each(presets.map((preset) => [preset.title, preset] as const))('SQL of %s', (_, preset) => {
  const compiled = compile(filled(preset), {
    days: { from: '2026-01-01', to: '2026-01-31' },
    variables: () => undefined,
    filters: [],
    hosts: { from: '2025-01-01', to: '2026-01-31' },
  });
  if (compiled.kind === 'faults') {
    throw new Error(compiled.faults.join('\n'));
  }
  const { plan } = compiled;
  const text = `-- ${preset.title}\n-- from: ${sourceOf(plan).name}, ${plan.exactness.kind}\n${panelSql(plan)}\n`;
  if (update) {
    writeFileSync(fileOf(preset.id), text);
  }
  expect(existsSync(fileOf(preset.id)) ? readFileSync(fileOf(preset.id), 'utf8') : 'missing').toBe(text);
  expect(plan.exactness.kind).toBe('exact');
});

test('no file without its preset', () => {
  expect(readdirSync(folder).sort()).toEqual(presets.map(({ id }) => `${id}.sql`).sort());
});

test('a preset keeps what is Grafana’s, and is a valid query that names what it waits for', () => {
  const query = { refId: 'B', hide: true, ...defaultQuery };
  for (const preset of presets) {
    const asked = asPreset(query, preset);
    expect(asked).toMatchObject({ refId: 'B', hide: true });
    expect(upgrade(asked)).toEqual({ kind: 'query', query: asked });
  }
  const types = presets.find(({ id }) => id === 'network-types')!;
  expect(missingValues(asPreset(query, types))).toEqual(['asn', 'taxonomy']);
});
