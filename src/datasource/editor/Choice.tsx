import { type ReactElement } from 'react';
import { InlineField, type ComboboxOption } from '@grafana/ui';
import { Picker } from './Picker.tsx';

interface Props<Value extends string> {
  readonly id: string;
  readonly label: string;
  readonly tooltip: string;
  /** Null: none of the options. */
  readonly value: Value | null;
  readonly placeholder?: string;
  readonly options: Array<ComboboxOption<Value>>;
  readonly width: number;
  readonly labelWidth?: number;
  readonly faults?: readonly string[];
  /** Why there is nothing to choose. */
  readonly reason?: string | null;
  readonly onChange: (value: Value) => void;
}

/** One of several, with a label. Where there is nothing to choose, the tooltip says why. */
export function Choice<Value extends string>(props: Props<Value>): ReactElement {
  const { faults = [], reason = null } = props;
  return (
    <InlineField
      label={props.label}
      labelWidth={props.labelWidth}
      tooltip={reason ?? props.tooltip}
      title={reason ?? undefined}
      htmlFor={props.id}
      disabled={reason !== null}
      invalid={faults.length > 0}
      error={faults.join(' ')}
    >
      <Picker
        id={props.id}
        width={props.width}
        value={props.value}
        placeholder={props.placeholder}
        options={props.options}
        onChange={props.onChange}
      />
    </InlineField>
  );
}
