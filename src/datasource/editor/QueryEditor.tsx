import { type ReactElement, useId } from 'react';
import { css } from '@emotion/css';
import { type DataSourceApi, type GrafanaTheme2, type QueryEditorProps } from '@grafana/data';
import { Alert, useStyles2 } from '@grafana/ui';
import { defaultQuery, type EditorSource, type StatsQuery } from '../query.ts';
import { upgrade } from '../upgrade.ts';
import { Answer } from './Answer.tsx';
import { AtMostNotice } from './AtMostNotice.tsx';
import { type ClauseProps } from './clause.ts';
import { Compare } from './Compare.tsx';
import { Damaged } from './Damaged.tsx';
import { Expected } from './Expected.tsx';
import { Filters } from './Filters.tsx';
import { Grain } from './Grain.tsx';
import { GroupBy } from './GroupBy.tsx';
import { inWords } from './inWords.ts';
import { Measure } from './Measure.tsx';
import { MissingFeeds } from './MissingFeeds.tsx';
import { MovingMedian } from './MovingMedian.tsx';
import { faultsOf, isFaulty, reasonsOf } from './obstacles.ts';
import { PresetPicker } from './PresetPicker.tsx';
import { ProvisionalDays } from './ProvisionalDays.tsx';
import { ShapeSwitch } from './ShapeSwitch.tsx';
import { Top } from './Top.tsx';
import { usePreview } from './usePreview.ts';
import { words } from './words.ts';

type GrafanasProps = QueryEditorProps<DataSourceApi<StatsQuery>, StatsQuery>;

interface Props extends Pick<GrafanasProps, 'onChange' | 'onRunQuery' | 'range'> {
  readonly datasource: EditorSource;
  /** As it was saved: it may be of an older version, or not a query at all. */
  readonly query: StatsQuery;
}

/**
 * The question, clause by clause. Each act of the user changes the query at once, and runs it if it can be asked;
 * nothing changes without one.
 */
export function QueryEditor({ query: saved, datasource, range, onChange, onRunQuery }: Props): ReactElement {
  const upgraded = upgrade(saved);
  const change = (query: StatsQuery): void => {
    onChange(query);
    if (!isFaulty(faultsOf(query))) {
      onRunQuery();
    }
  };
  if (upgraded.kind === 'damaged') {
    const { refId, hide, datasource: reference } = saved;
    return (
      <Damaged
        saved={saved}
        faults={upgraded.faults}
        onStartAnew={() => change({ refId, hide, datasource: reference, ...defaultQuery })}
      />
    );
  }
  return <Clauses query={upgraded.query} source={datasource} range={range} onChange={change} />;
}

interface ClausesProps extends Omit<ClauseProps, 'id'>, Pick<GrafanasProps, 'range'> {
  readonly source: EditorSource;
}

function Clauses({ query, source, range, onChange }: ClausesProps): ReactElement {
  const id = useId();
  const styles = useStyles2(getStyles);
  const faults = faultsOf(query);
  const reasons = reasonsOf(query);
  const preview = usePreview(source, query, range);
  const answer = preview?.kind === 'answer' ? preview : undefined;
  const clause = { id, query, onChange };
  return (
    <div className={styles.editor}>
      {source.postgres === null && (
        <Alert severity="warning" title={words.faults.noPostgres} bottomSpacing={1}>
          {words.faults.noPostgresHint}
        </Alert>
      )}
      <PresetPicker {...clause} />
      <div className={styles.row}>
        <Measure {...clause} source={source} faults={faults.measure} />
        <ShapeSwitch {...clause} />
      </div>
      <GroupBy {...clause} source={source} faults={faults.by} />
      <Filters
        where={query.where}
        faults={faults.where}
        source={source}
        onChange={(where) => onChange({ ...query, where })}
      />
      <div className={styles.row}>
        <Grain {...clause} faults={faults.grain} reason={reasons.grain} />
        <Top {...clause} faults={faults.top} reason={reasons.remaining} />
      </div>
      <div className={styles.row}>
        <Compare {...clause} faults={faults.compare} reason={reasons.compare} />
        <MovingMedian {...clause} faults={faults.movingMedian} reason={reasons.movingMedian} />
        <Expected {...clause} faults={faults.expected} reason={reasons.expected} />
        <ProvisionalDays {...clause} reason={reasons.closed} />
        <MissingFeeds {...clause} />
      </div>
      <div role="status" className={styles.sentence}>
        {inWords(query, answer?.question.grain)}.
      </div>
      {answer !== undefined && <AtMostNotice plan={answer.plan} />}
      {preview?.kind === 'faults' && !isFaulty(faults) && (
        <Alert severity="error" title={words.faults.cannotBeAsked} bottomSpacing={1}>
          {preview.faults.join('; ')}
        </Alert>
      )}
      <Answer query={query} preview={preview} source={source} />
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  editor: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(0.5) }),
  sentence: css({ padding: theme.spacing(0.5, 0), color: theme.colors.text.secondary }),
  row: css({ display: 'flex', flexWrap: 'wrap', rowGap: theme.spacing(0.5) }),
});
