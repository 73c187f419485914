import { type ReactElement } from 'react';
import { asPreset, presets, presetWords, type Preset } from '../presets.ts';
import { type StatsParts, type StatsQuery } from '../query.ts';
import { type ClauseProps, labelWidth } from './clause.ts';
import { Choice } from './Choice.tsx';
import { waits } from './obstacles.ts';
import { words } from './words.ts';

/** Ready-made questions. The one that the query still is, is shown as chosen. */
export function PresetPicker({ id, query, onChange }: ClauseProps): ReactElement {
  return (
    <Choice
      id={`${id}-preset`}
      label={words.presets.label}
      labelWidth={labelWidth}
      tooltip={words.presets.tooltip}
      placeholder={words.presets.placeholder}
      width={44}
      value={presets.find((preset) => asks(query, preset))?.id ?? null}
      options={presets.map(({ id: value, group }) => ({
        value,
        label: presetWords.questions[value]?.title,
        description: presetWords.questions[value]?.description,
        group: presetWords.groups[group],
      }))}
      onChange={(chosen) => {
        const preset = presets.find(({ id: known }) => known === chosen);
        if (preset !== undefined) {
          onChange(asPreset(query, preset));
        }
      }}
    />
  );
}

/** Whether it is still the preset's question: the values that its filters wait for may have come. */
function asks(query: StatsQuery, { parts }: Preset): boolean {
  const where =
    query.where.length === parts.where.length
      ? query.where.map((filter, position) => (waits(parts.where[position]!) ? { ...filter, values: [] } : filter))
      : query.where;
  const asked = { ...query, where };
  return (Object.keys(parts) as Array<keyof StatsParts>).every(
    (part) => JSON.stringify(asked[part]) === JSON.stringify(parts[part])
  );
}
