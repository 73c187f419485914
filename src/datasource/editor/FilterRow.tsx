import { type ReactElement, useId } from 'react';
import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { FieldValidationMessage, IconButton, Text, useStyles2 } from '@grafana/ui';
import { type DimensionName } from '@stats-portal/catalog';
import { type Filter, type Operator } from '@stats-portal/query';
import { catalogWords } from '../catalogWords.ts';
import { type EditorSource } from '../query.ts';
import { hidden } from './hidden.ts';
import { operatorObstacle, waits } from './obstacles.ts';
import { choiceOptions, dimensionOptions, withReason } from './options.ts';
import { Picker } from './Picker.tsx';
import { Pills } from './Pills.tsx';
import { suggestions } from './suggestions.ts';
import { typedValues } from './typed.ts';
import { words } from './words.ts';

interface Props {
  readonly position: number;
  readonly filter: Filter;
  /** The other filters that are complete: they narrow down what is suggested. */
  readonly others: readonly Filter[];
  readonly faults: readonly string[];
  readonly source: Pick<EditorSource, 'variables' | 'getValues'>;
  readonly autoFocus: boolean;
  readonly onChange: (filter: Filter) => void;
  readonly onRemove: () => void;
}

/** One condition: dimension, operator, and values where the operator takes some. */
export function FilterRow(props: Props): ReactElement {
  const { filter, faults, onChange } = props;
  const { dimension, operator, values } = filter;
  const { label } = catalogWords.dimensions[dimension];
  const id = useId();
  const styles = useStyles2(getStyles);
  const position = props.position + 1;
  const takesValues = operator !== 'none' && operator !== 'not none';
  const add = (typed: string): void => {
    const added = typedValues(dimension, typed).filter((value) => !values.includes(value));
    onChange({ ...filter, values: [...values, ...new Set(added)] });
  };
  return (
    <div role="group" aria-label={words.where.filter({ position, dimension: label })} className={styles.row}>
      <label htmlFor={`${id}-dimension`} className={hidden}>
        {words.where.dimension({ position })}
      </label>
      <Picker
        id={`${id}-dimension`}
        width={22}
        value={dimension}
        options={dimensionOptions()}
        onChange={(value) => onChange(ofDimension(filter, value))}
      />
      <label htmlFor={`${id}-operator`} className={hidden}>
        {words.where.operator({ position })}
      </label>
      <Picker
        id={`${id}-operator`}
        width={17}
        value={operator}
        options={choiceOptions(words.where.operators).map((option) =>
          withReason(option, operatorObstacle(dimension, option.value))
        )}
        onChange={(value) => onChange(withOperator(filter, value))}
      />
      <div className={styles.values}>
        {(takesValues || values.length > 0) && (
          <>
            <label htmlFor={`${id}-values`} className={hidden}>
              {words.where.values({ position })}
            </label>
            <Pills
              id={`${id}-values`}
              pills={values.map((value) => ({ label: value }))}
              options={(typed) => suggestions(props.source, filter, props.others, typed)}
              placeholder={words.where.value}
              width={28}
              freeEntry={words.where.freeEntry}
              autoFocus={props.autoFocus}
              invalid={faults.length > 0 && !waits(filter)}
              onAdd={add}
              onRemove={(removed) => onChange({ ...filter, values: values.filter((_, index) => index !== removed) })}
            />
          </>
        )}
        <IconButton
          name="trash-alt"
          aria-label={words.where.removeFilter({ dimension: label })}
          onClick={props.onRemove}
        />
      </div>
      {waits(filter) ? (
        <div role="status">
          <Text color="secondary" variant="bodySmall">
            {words.where.needsValue}
          </Text>
        </div>
      ) : (
        faults.length > 0 && <FieldValidationMessage>{faults.join('; ')}</FieldValidationMessage>
      )}
    </div>
  );
}

/** The values of another dimension mean nothing here; the operator stays if it works on the new one. */
function ofDimension({ operator }: Filter, dimension: DimensionName): Filter {
  return { dimension, operator: operatorObstacle(dimension, operator) === null ? operator : 'in', values: [] };
}

function withOperator(filter: Filter, operator: Operator): Filter {
  return { ...filter, operator, values: operator === 'none' || operator === 'not none' ? [] : filter.values };
}

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(0.5) }),
  values: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1), minWidth: 0 }),
});
