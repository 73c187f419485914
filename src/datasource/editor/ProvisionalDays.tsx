import { type ReactElement } from 'react';
import { type ClauseProps } from './clause.ts';
import { Choice } from './Choice.tsx';
import { choiceOptions } from './options.ts';
import { words } from './words.ts';

interface Props extends ClauseProps {
  readonly reason: string | null;
}

type Days = keyof typeof words.closed.choices;

/** Whether days count that are so young that late events are normal. */
export function ProvisionalDays({ id, query, reason, onChange }: Props): ReactElement {
  const { closed } = query;
  return (
    <Choice<Days>
      id={`${id}-closed`}
      label={words.closed.label}
      tooltip={words.closed.tooltip}
      width={16}
      value={closed === null ? 'auto' : closed ? 'without' : 'with'}
      options={choiceOptions(words.closed.choices)}
      reason={closed === null ? reason : null}
      onChange={(days) => onChange({ ...query, closed: days === 'auto' ? null : days === 'without' })}
    />
  );
}
