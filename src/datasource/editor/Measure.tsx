import { type ReactElement } from 'react';
import { measureNames, measures } from '@stats-portal/catalog';
import { isVariable } from '../query.ts';
import { Choice } from './Choice.tsx';
import { labelWidth, type SourcedClauseProps } from './clause.ts';
import { variableOptions } from './options.ts';
import { words } from './words.ts';

/** What is counted. */
export function Measure({ id, query, source, onChange }: SourcedClauseProps): ReactElement {
  const { measure } = query;
  return (
    <Choice
      id={`${id}-measure`}
      label={words.measure.label}
      labelWidth={labelWidth}
      tooltip={isVariable(measure) ? words.measure.variable : measures[measure].description}
      width={28}
      value={measure}
      options={[
        ...measureNames.map((name) => ({
          value: name,
          label: measures[name].label,
          description: measures[name].description,
        })),
        ...variableOptions(source.variables.names()),
      ]}
      onChange={(value) => onChange({ ...query, measure: value })}
    />
  );
}
