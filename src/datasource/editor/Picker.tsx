import { type KeyboardEvent, type ReactElement, useRef, useState } from 'react';
import { fuzzySearch } from '@grafana/data';
import { Combobox, type ComboboxOption } from '@grafana/ui';

interface Props<Value extends string> {
  readonly id: string;
  /** Null: nothing is chosen, and the list starts empty again after each choice. */
  readonly value: Value | null;
  readonly options: Array<ComboboxOption<Value>> | ((typed: string) => Promise<Array<ComboboxOption<Value>>>);
  readonly width: number;
  readonly placeholder?: string;
  /** What the list says of a typed text that it does not have; without it only the list's own values can be chosen. */
  readonly freeEntry?: string;
  readonly autoFocus?: boolean;
  /** After a choice the focus goes elsewhere, not back into this list. */
  readonly leaves?: boolean;
  readonly invalid?: boolean;
  readonly disabled?: boolean;
  readonly onChange: (value: Value) => void;
}

/**
 * Grafana's list, made safe for typing. There, Enter after typing may take an option that is shown with a reason
 * against it, nothing at all, or the first of the options that were there before the typed text was looked for; and
 * the input may be left with the name of something that is not chosen.
 */
export function Picker<Value extends string>(props: Props<Value>): ReactElement {
  const { value, options, freeEntry, leaves = false } = props;
  const [renewed, setRenewed] = useState(0);
  const moved = useRef(false);

  const choose = (option: ComboboxOption<Value> | undefined): void => {
    const possible = option !== undefined && option.infoOption !== true;
    if (value === null || !possible) {
      setRenewed(renewed + 1);
    }
    if (possible) {
      props.onChange(option.value);
    }
  };
  const chooseTyped = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter') {
      moved.current = event.key.startsWith('Arrow');
      return;
    }
    const typed = typedInto(event.target);
    if (typed === null || moved.current) {
      return;
    }
    if (freeEntry !== undefined) {
      event.stopPropagation();
      choose({ value: typed as Value });
    } else if (Array.isArray(options) && markedOption(event.target) === null) {
      event.stopPropagation();
      const [first] = fuzzySearch(
        options.map((option) => option.label ?? option.value),
        typed
      );
      setRenewed(renewed + 1);
      choose(first === undefined ? undefined : options[first]);
    }
  };
  return (
    <div onKeyDownCapture={chooseTyped} onKeyUp={nameMarked}>
      <Combobox
        key={renewed}
        autoFocus={props.autoFocus === true || (renewed > 0 && !leaves)}
        id={props.id}
        value={value}
        options={options}
        width={props.width}
        placeholder={props.placeholder}
        createCustomValue={freeEntry !== undefined}
        customValueDescription={freeEntry}
        invalid={props.invalid}
        disabled={props.disabled}
        onChange={choose}
      />
    </div>
  );
}

/** What is being looked for; null where the list is closed, and the input has the name of what is chosen. */
function typedInto(target: EventTarget): string | null {
  const isInput = target instanceof HTMLInputElement && target.getAttribute('aria-expanded') === 'true';
  return isInput && target.value !== '' ? target.value : null;
}

/** The option that Enter takes. The list marks it by its number, which may be beyond what is found: then there is none. */
function markedOption(input: EventTarget): Element | null {
  const list = input instanceof HTMLInputElement ? input.getAttribute('aria-controls') : null;
  return list === null
    ? null
    : (document.getElementById(list)?.querySelector('[role=option][aria-selected=true]') ?? null);
}

/** Grafana 12.4 names the marked option by an id that no option has: a screen reader would read none of them. */
function nameMarked({ target }: KeyboardEvent): void {
  const option = markedOption(target);
  if (option !== null && target instanceof HTMLInputElement) {
    target.setAttribute('aria-activedescendant', option.id);
  }
}
