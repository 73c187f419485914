import { type ReactElement } from 'react';
import { InlineField } from '@grafana/ui';
import { catalogWords } from '../catalogWords.ts';
import { isVariable, type StatsQuery } from '../query.ts';
import { labelWidth, type SourcedClauseProps } from './clause.ts';
import { dimensionOptions, variableOptions, withReason } from './options.ts';
import { type Pill, Pills } from './Pills.tsx';
import { words } from './words.ts';

interface Props extends SourcedClauseProps {
  readonly faults: readonly string[];
}

type Name = StatsQuery['by'][number];

/** By what the answer is split, in the order of its columns. */
export function GroupBy({ id, query, source, faults, onChange }: Props): ReactElement {
  const { by } = query;
  const input = `${id}-by`;
  const options = [...dimensionOptions(), ...variableOptions(source.variables.names())];
  return (
    <InlineField
      label={words.by.label}
      labelWidth={labelWidth}
      tooltip={words.by.tooltip}
      htmlFor={input}
      shrink
      invalid={faults.length > 0}
      error={faults.join(' ')}
    >
      <Pills
        id={input}
        pills={by.map(pillOf)}
        options={options.map((option) => withReason(option, by.includes(option.value) ? words.reasons.chosen : null))}
        placeholder={words.by.placeholder}
        width={36}
        onAdd={(name) => onChange({ ...query, by: [...by, name as Name] })}
        onRemove={(position) => onChange({ ...query, by: by.filter((_, index) => index !== position) })}
      />
    </InlineField>
  );
}

function pillOf(name: Name): Pill {
  return isVariable(name)
    ? { label: name, title: words.by.variable }
    : { label: catalogWords.dimensions[name].label, title: catalogWords.dimensions[name].description };
}
