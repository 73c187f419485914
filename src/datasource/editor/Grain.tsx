import { type ReactElement } from 'react';
import { type ClauseProps, labelWidth } from './clause.ts';
import { Choice } from './Choice.tsx';
import { choiceOptions, withReason } from './options.ts';
import { words } from './words.ts';

interface Props extends ClauseProps {
  readonly faults: readonly string[];
  readonly reason: string | null;
}

/** The length of time that the answer is split by. */
export function Grain({ id, query, faults, reason, onChange }: Props): ReactElement {
  const { shape, grain } = query;
  return (
    <Choice
      id={`${id}-grain`}
      label={words.grain.label}
      labelWidth={labelWidth}
      tooltip={words.grain.tooltip}
      width={18}
      value={grain}
      options={choiceOptions(words.grain.choices).map((option) =>
        withReason(option, shape === 'series' && option.value === 'none' ? words.reasons.seriesNeedsGrain : null)
      )}
      faults={faults}
      // What cannot be meant, but is there, must be possible to change.
      reason={grain === 'auto' ? reason : null}
      onChange={(value) => onChange({ ...query, grain: value })}
    />
  );
}
