import { type ReactElement } from 'react';
import { type GapRule } from '@stats-portal/query';
import { type ClauseProps } from './clause.ts';
import { Choice } from './Choice.tsx';
import { choiceOptions } from './options.ts';
import { words } from './words.ts';

/** What becomes of days on which a feed was missing that matters. */
export function MissingFeeds({ id, query, onChange }: ClauseProps): ReactElement {
  return (
    <Choice<GapRule>
      id={`${id}-gaps`}
      label={words.gaps.label}
      tooltip={words.gaps.tooltip}
      width={16}
      value={query.gaps}
      options={choiceOptions(words.gaps.choices)}
      reason={null}
      onChange={(gaps) => onChange({ ...query, gaps })}
    />
  );
}
