import { type ReactElement } from 'react';
import { type ClauseProps } from './clause.ts';
import { Choice } from './Choice.tsx';
import { choiceOptions } from './options.ts';
import { words } from './words.ts';

interface Props extends ClauseProps {
  readonly faults: readonly string[];
  readonly reason: string | null;
}

/** Whether what was to be expected of each day stands behind the curves. */
export function Expected({ id, query, faults, reason, onChange }: Props): ReactElement {
  return (
    <Choice<keyof typeof words.expected.choices>
      id={`${id}-expected`}
      label={words.expected.label}
      tooltip={words.expected.tooltip}
      width={16}
      value={query.expected ? 'on' : 'off'}
      options={choiceOptions(words.expected.choices)}
      faults={faults}
      reason={query.expected ? null : reason}
      onChange={(value) => onChange({ ...query, expected: value === 'on' })}
    />
  );
}
