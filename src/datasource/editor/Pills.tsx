import { type ReactElement, useRef } from 'react';
import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { IconButton, useStyles2, type ComboboxOption } from '@grafana/ui';
import { Picker } from './Picker.tsx';
import { words } from './words.ts';

export interface Pill {
  readonly label: string;
  readonly title?: string;
}

interface Props {
  readonly id: string;
  /** What is chosen, in order. All of it is always shown: a list that hides its end would not be truthful. */
  readonly pills: readonly Pill[];
  readonly options: ComboboxOption[] | ((typed: string) => Promise<ComboboxOption[]>);
  readonly placeholder: string;
  readonly width: number;
  /** What the list says of a typed text that it does not have; without it only the list's own values can be added. */
  readonly freeEntry?: string;
  readonly autoFocus?: boolean;
  readonly invalid?: boolean;
  readonly onAdd: (value: string) => void;
  readonly onRemove: (position: number) => void;
}

/**
 * Several chosen things and a list to add one more: by mouse, or by typing and Enter. Backspace in the empty input
 * takes the last one back. (Grafana's MultiCombobox folds what does not fit, and ignores Enter after typing.)
 */
export function Pills(props: Props): ReactElement {
  const { pills, onRemove } = props;
  const styles = useStyles2(getStyles);
  const box = useRef<HTMLDivElement>(null);

  const remove = (position: number): void => {
    onRemove(position);
    box.current?.querySelector('input')?.focus();
  };
  return (
    <div
      ref={box}
      className={styles.box}
      onKeyDown={({ key, target }) => {
        if (key === 'Backspace' && target instanceof HTMLInputElement && target.value === '' && pills.length > 0) {
          remove(pills.length - 1);
        }
      }}
    >
      {pills.length > 0 && (
        <ul className={styles.pills}>
          {pills.map(({ label, title }, position) => (
            <li key={position} className={styles.pill} title={title}>
              {label}
              <IconButton
                name="times"
                size="sm"
                aria-label={words.remove({ label })}
                onClick={() => remove(position)}
              />
            </li>
          ))}
        </ul>
      )}
      <Picker
        id={props.id}
        value={null}
        options={props.options}
        placeholder={props.placeholder}
        width={props.width}
        freeEntry={props.freeEntry}
        autoFocus={props.autoFocus}
        invalid={props.invalid}
        onChange={props.onAdd}
      />
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'flex-start', gap: theme.spacing(0.5) }),
  pills: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0.5), listStyle: 'none' }),
  pill: css({
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    minHeight: theme.spacing(theme.components.height.md),
    paddingLeft: theme.spacing(1),
    background: theme.colors.background.secondary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    overflowWrap: 'anywhere',
  }),
});
