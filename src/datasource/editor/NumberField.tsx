import { type ReactElement, useState } from 'react';
import { InlineField, Input } from '@grafana/ui';
import { words } from './words.ts';

interface Props {
  readonly id: string;
  readonly label: string;
  readonly tooltip: string;
  readonly value: number | null;
  readonly least: number;
  readonly most: number;
  readonly placeholder: string;
  readonly suffix?: string;
  readonly faults: readonly string[];
  /** Why there is nothing to enter. */
  readonly reason: string | null;
  readonly onChange: (value: number | null) => void;
}

interface Draft {
  readonly text: string;
  readonly instead: number | null;
}

/**
 * A whole number or none. What is typed becomes the value on Enter or when the field is left, not with each key, and
 * not if it is no such number: then the field says what it takes, and the value stays.
 */
export function NumberField(props: Props): ReactElement {
  const { id, value, least, most, onChange } = props;
  const [draft, setDraft] = useState<Draft | null>(null);
  // A value that came from elsewhere takes the place of what was being typed.
  const typing = draft !== null && draft.instead === value;
  const text = typing ? draft.text : value === null ? '' : String(value);
  const parsed = text === '' ? null : Number(text);
  const possible = parsed === null || (Number.isInteger(parsed) && parsed >= least && parsed <= most);

  const commit = (): void => {
    if (typing && possible) {
      setDraft(null);
      if (parsed !== value) {
        onChange(parsed);
      }
    }
  };
  const faults = typing && !possible ? [words.faults.number({ least, most })] : props.faults;
  return (
    <InlineField
      label={props.label}
      tooltip={props.reason ?? props.tooltip}
      title={props.reason ?? undefined}
      htmlFor={id}
      invalid={faults.length > 0}
      error={faults.join(' ')}
      disabled={props.reason !== null}
    >
      <Input
        id={id}
        type="number"
        width={12}
        min={least}
        max={most}
        placeholder={props.placeholder}
        suffix={props.suffix}
        value={text}
        onChange={(event) => setDraft({ text: event.currentTarget.value, instead: value })}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === 'Enter') {
            commit();
          }
        }}
      />
    </InlineField>
  );
}
