import { type ReactElement } from 'react';
import { type ClauseProps } from './clause.ts';
import { NumberField } from './NumberField.tsx';
import { words } from './words.ts';

interface Props extends ClauseProps {
  readonly faults: readonly string[];
  readonly reason: string | null;
}

/** Over how many days each day's median is taken. */
export function MovingMedian({ id, query, faults, reason, onChange }: Props): ReactElement {
  const { movingMedian } = query;
  return (
    <NumberField
      id={`${id}-moving-median`}
      label={words.movingMedian.label}
      tooltip={words.movingMedian.tooltip}
      placeholder={words.movingMedian.placeholder}
      suffix={words.movingMedian.suffix}
      value={movingMedian}
      least={2}
      most={90}
      faults={faults}
      reason={movingMedian === null ? reason : null}
      onChange={(value) => onChange({ ...query, movingMedian: value })}
    />
  );
}
