import { type ReactElement, useId } from 'react';
import { type QueryEditorProps } from '@grafana/data';
import { Alert, Button, InlineField, RadioButtonGroup } from '@grafana/ui';
import { annotationKinds, type AnnotationKind } from '@stats-portal/query';
import { kindLabel } from './annotationFrame.ts';
import {
  asksForAnnotations,
  defaultAnnotations,
  upgradeAnnotations,
  type StoredAnnotations,
} from './annotationQuery.ts';
import { type StatsDataSource } from './DataSource.ts';
import { labelWidth } from './editor/clause.ts';
import { Filters } from './editor/Filters.tsx';
import { filterFaults } from './editor/obstacles.ts';
import { Pills } from './editor/Pills.tsx';
import { QueryEditor } from './editor/QueryEditor.tsx';
import { defaultQuery, type EditorSource, type StatsQuery } from './query.ts';
import { words } from './words.ts';

interface Props extends Pick<
  QueryEditorProps<StatsDataSource, StatsQuery>,
  'query' | 'onChange' | 'onRunQuery' | 'range'
> {
  readonly datasource: EditorSource;
}

/** What marks the curves of a dashboard: what is stored beside the statistics, or a question of one's own. */
export function AnnotationEditor(props: Props): ReactElement {
  const { query, datasource, onChange, onRunQuery } = props;
  const isStored = asksForAnnotations(query);
  const become = (changed: object): void => {
    // Grafana has one type of query for each data source.
    onChange(changed as StatsQuery);
    onRunQuery();
  };
  const startAnew = (): void => become({ refId: query.refId, ...defaultAnnotations });
  return (
    <>
      <InlineField label={words.annotations.show} labelWidth={labelWidth}>
        <RadioButtonGroup
          aria-label={words.annotations.show}
          value={isStored}
          options={[
            { value: true, label: words.annotations.stored, description: words.annotations.storedAbout },
            { value: false, label: words.annotations.question, description: words.annotations.questionAbout },
          ]}
          onChange={(stored) =>
            stored ? startAnew() : become({ refId: query.refId, ...defaultQuery, measure: 'events' })
          }
        />
      </InlineField>
      {isStored ? (
        <Stored saved={query} source={datasource} onChange={become} onStartAnew={startAnew} />
      ) : (
        <QueryEditor {...props} />
      )}
    </>
  );
}

interface StoredProps {
  readonly saved: unknown;
  readonly source: EditorSource;
  readonly onChange: (query: StoredAnnotations) => void;
  readonly onStartAnew: () => void;
}

function Stored({ saved, source, onChange, onStartAnew }: StoredProps): ReactElement {
  const id = useId();
  const upgraded = upgradeAnnotations(saved);
  if (upgraded.kind === 'damaged') {
    return (
      <Alert title={words.annotations.damaged} severity="error">
        <p>{upgraded.faults.join('; ')}</p>
        <Button variant="secondary" onClick={onStartAnew}>
          {words.annotations.startAnew}
        </Button>
      </Alert>
    );
  }
  const { query } = upgraded;
  const { kinds, where } = query;
  return (
    <>
      <InlineField
        label={words.annotations.kind}
        labelWidth={labelWidth}
        htmlFor={`${id}-kinds`}
        tooltip={words.annotations.kindTooltip}
        shrink
      >
        <Pills
          id={`${id}-kinds`}
          width={36}
          pills={kinds.map((kind) => ({ label: kindLabel(kind), title: kindLabel(kind) }))}
          options={annotationKinds
            .filter((kind) => !kinds.includes(kind))
            .map((kind) => ({ value: kind, label: kindLabel(kind) }))}
          placeholder={words.annotations.kindPlaceholder}
          onAdd={(kind) => onChange({ ...query, kinds: [...kinds, kind as AnnotationKind] })}
          onRemove={(position) => onChange({ ...query, kinds: kinds.filter((_, index) => index !== position) })}
        />
      </InlineField>
      <Filters
        where={where}
        faults={where.map(filterFaults)}
        source={source}
        onChange={(changed) => onChange({ ...query, where: changed })}
      />
    </>
  );
}
