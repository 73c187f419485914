import { type ReactElement } from 'react';
import { measureNames } from '@stats-portal/catalog';
import { catalogWords } from '../catalogWords.ts';
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
      tooltip={isVariable(measure) ? words.measure.variable : catalogWords.measures[measure].description}
      width={28}
      value={measure}
      options={[
        ...measureNames.map((name) => ({
          value: name,
          label: catalogWords.measures[name].label,
          description: catalogWords.measures[name].description,
        })),
        ...variableOptions(source.variables.names()),
      ]}
      onChange={(value) => onChange({ ...query, measure: value })}
    />
  );
}
