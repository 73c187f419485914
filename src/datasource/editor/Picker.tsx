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
    } else if (Array.isArray(options)) {
      event.stopPropagation();
      setRenewed(renewed + 1);
      choose(found(options, typed, markedOption(event.target)));
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

/** What is meant by the typed text: the option of that name, else the one that the list has marked, else the best match. */
function found<Value extends string>(
  options: ReadonlyArray<ComboboxOption<Value>>,
  typed: string,
  marked: Element | null
): ComboboxOption<Value> | undefined {
  const labels = options.map(({ label, value }) => label ?? value);
  const named = labels.findIndex((label) => label.toLowerCase() === typed.toLowerCase());
  const matches = fuzzySearch(labels, typed).map((position) => options[position]);
  return options[named] ?? matches.find((option) => marked?.id === `combobox-option-${option?.value}`) ?? matches[0];
}

/** The option that the list marks, by its number: it may be beyond what is found, or of what was found before. */
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
