import { type ReactElement, useId, useState } from 'react';
import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { InlineLabel, useStyles2 } from '@grafana/ui';
import { type DimensionName } from '@stats-portal/catalog';
import { type Filter } from '@stats-portal/query';
import { type EditorSource } from '../query.ts';
import { labelWidth } from './clause.ts';
import { FilterRow } from './FilterRow.tsx';
import { waits } from './obstacles.ts';
import { hidden } from './hidden.ts';
import { dimensionOptions } from './options.ts';
import { Picker } from './Picker.tsx';
import { words } from './words.ts';

interface Props {
  readonly where: readonly Filter[];
  /** A list for each filter. */
  readonly faults: ReadonlyArray<readonly string[]>;
  readonly source: Pick<EditorSource, 'variables' | 'getValues'>;
  readonly onChange: (where: readonly Filter[]) => void;
}

/** All conditions, and a list to add one. A new filter waits for its values, and has the focus. */
export function Filters({ where, faults, source, onChange }: Props): ReactElement {
  const id = useId();
  const styles = useStyles2(getStyles);
  const [fresh, setFresh] = useState<number | null>(null);
  const add = (dimension: DimensionName): void => {
    setFresh(where.length);
    onChange([...where, { dimension, operator: 'in', values: [] }]);
  };
  const change = (position: number, changed: Filter): void => {
    setFresh(null);
    onChange(where.map((old, index) => (index === position ? changed : old)));
  };
  const remove = (position: number): void => {
    setFresh(null);
    onChange(where.filter((_, index) => index !== position));
    document.getElementById(`${id}-add`)?.focus();
  };
  return (
    <div role="group" aria-labelledby={`${id}-label`} className={styles.clause}>
      <InlineLabel as="div" id={`${id}-label`} width={labelWidth} tooltip={words.where.tooltip}>
        {words.where.label}
      </InlineLabel>
      <div className={styles.rows}>
        {where.map((filter, position) => (
          <FilterRow
            key={`${position} ${filter.dimension}`}
            position={position}
            filter={filter}
            others={where.filter((other, index) => index !== position && !waits(other))}
            faults={faults[position] ?? []}
            source={source}
            autoFocus={position === fresh}
            onChange={(changed) => change(position, changed)}
            onRemove={() => remove(position)}
          />
        ))}
        <label htmlFor={`${id}-add`} className={hidden}>
          {words.where.placeholder}
        </label>
        <Picker
          id={`${id}-add`}
          width={28}
          value={null}
          placeholder={words.where.placeholder}
          options={dimensionOptions()}
          leaves
          onChange={add}
        />
      </div>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  clause: css({ display: 'flex', marginBottom: theme.spacing(0.5) }),
  rows: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), flexGrow: 1 }),
});
