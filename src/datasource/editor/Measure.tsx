import { type ReactElement } from 'react';
import { isPeriodMeasure, measureNames } from '@stats-portal/catalog';
import { catalogWords } from '../catalogWords.ts';
import { isVariable, type EditorSource } from '../query.ts';
import { Choice } from './Choice.tsx';
import { labelWidth, type SourcedClauseProps } from './clause.ts';
import { variableOptions, withReason } from './options.ts';
import { usePortal } from './usePortal.ts';
import { words } from './words.ts';

interface Props extends SourcedClauseProps {
  readonly source: SourcedClauseProps['source'] & Pick<EditorSource, 'portal'>;
  readonly faults?: readonly string[];
}

/** What is counted. What only presence answers is there to be read, but not to be chosen, where none is kept. */
export function Measure({ id, query, source, faults = [], onChange }: Props): ReactElement {
  const { measure } = query;
  const portal = usePortal(source);
  const reason = portal !== undefined && portal.hosts === null ? words.reasons.noPresence : null;
  return (
    <Choice
      id={`${id}-measure`}
      label={words.measure.label}
      labelWidth={labelWidth}
      tooltip={isVariable(measure) ? words.measure.variable : catalogWords.measures[measure].description}
      width={32}
      value={measure}
      faults={faults}
      options={[
        ...measureNames.map((name) =>
          withReason(
            {
              value: name,
              label: catalogWords.measures[name].label,
              description: catalogWords.measures[name].description,
              group: isPeriodMeasure(name) ? words.groups.period : words.groups.eachDay,
            },
            isPeriodMeasure(name) ? reason : null
          )
        ),
        ...variableOptions(source.variables.names()),
      ]}
      onChange={(value) => onChange({ ...query, measure: value })}
    />
  );
}
