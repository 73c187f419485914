import { type ReactElement } from 'react';
import { type ClauseProps, labelWidth } from './clause.ts';
import { Choice } from './Choice.tsx';
import { choiceOptions } from './options.ts';
import { words } from './words.ts';

interface Props extends ClauseProps {
  readonly faults: readonly string[];
  readonly reason: string | null;
}

/** What the numbers are set against. */
export function Compare({ id, query, faults, reason, onChange }: Props): ReactElement {
  return (
    <Choice
      id={`${id}-compare`}
      label={words.compare.label}
      labelWidth={labelWidth}
      tooltip={words.compare.tooltip}
      width={20}
      value={query.compare}
      options={choiceOptions(words.compare.choices)}
      faults={faults}
      reason={query.compare === 'none' ? reason : null}
      onChange={(compare) => onChange({ ...query, compare })}
    />
  );
}
