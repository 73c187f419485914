import type { DimensionName } from '@stats-portal/catalog';
import { presets, type Preset } from './presets.ts';
import type { StatsQuery } from './query.ts';

const choices: Partial<Record<DimensionName, string>> = { asn: '64496', taxonomy: 'vulnerable', country: 'AT' };

/** The preset as a user would ask it: each filter that waits for a value has one. */
export function filled({ parts }: Preset): StatsQuery {
  const where = parts.where.map((filter) =>
    filter.operator === 'in' && filter.values.length === 0
      ? { ...filter, values: [choices[filter.dimension] ?? ''] }
      : filter
  );
  return { refId: 'A', ...parts, where };
}

export function presetById(id: string): Preset {
  return presets.find((preset) => preset.id === id)!;
}
