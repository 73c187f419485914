import { type ReactElement } from 'react';
import { InlineField, InlineSwitch } from '@grafana/ui';
import { type ClauseProps } from './clause.ts';
import { NumberField } from './NumberField.tsx';
import { words } from './words.ts';

interface Props extends ClauseProps {
  readonly faults: readonly string[];
  /** Why there are no remaining groups. */
  readonly reason: string | null;
}

/** Only the largest groups, and what becomes of the others. */
export function Top({ id, query, faults, reason, onChange }: Props): ReactElement {
  const { by, top, remaining } = query;
  const noGroup = by.length === 0 && top === null ? words.reasons.needsGroup : null;
  const noRemaining = remaining ? reason : null;
  return (
    <>
      <NumberField
        id={`${id}-top`}
        label={words.top.label}
        tooltip={words.top.tooltip}
        placeholder={words.top.placeholder}
        value={top}
        least={1}
        most={1000}
        faults={faults}
        reason={noGroup}
        onChange={(value) => onChange({ ...query, top: value })}
      />
      <InlineField
        label={words.top.remaining}
        tooltip={noRemaining ?? words.top.remainingTooltip}
        title={noRemaining ?? undefined}
        htmlFor={`${id}-remaining`}
        disabled={noRemaining !== null}
      >
        <InlineSwitch
          id={`${id}-remaining`}
          value={remaining}
          onChange={({ currentTarget }) => onChange({ ...query, remaining: currentTarget.checked })}
        />
      </InlineField>
    </>
  );
}
