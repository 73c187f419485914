import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { PluginPage } from '@grafana/runtime';
import { Text, useStyles2 } from '@grafana/ui';
import { records } from '@stats-portal/query';
import { Answer } from './Answer.tsx';
import { FirstSteps } from './FirstSteps.tsx';
import { RowsTable } from './RowsTable.tsx';
import { statisticsSources } from './useRows.ts';

const sections = [
  {
    title: 'Versions',
    about:
      'With which catalog and aliases the days were counted. More than one row: days whose events are gone keep the older way.',
    sql: records.versions,
    empty: 'No day was counted yet.',
  },
  {
    title: 'Days',
    about: 'The last 60 days: closed, provisional, waiting, or missing (nothing was delivered).',
    sql: records.lastDays,
    empty: 'No day was counted yet.',
  },
  {
    title: 'Feeds',
    about: 'Of the last 28 closed days, the longest silence first.',
    sql: records.feedGaps,
    empty: 'No feed delivered within the last 28 closed days.',
  },
  {
    title: 'Late events',
    about:
      'The last runs that found events for days that were closed already, or that kept days whose events are gone.',
    sql: records.lateRuns,
    empty: 'No run found any.',
  },
] as const;

/** Whether the numbers can be trusted: days, feeds, late events, versions. */
export default function Quality() {
  const styles = useStyles2(getStyles);
  const [source] = statisticsSources();
  return (
    <PluginPage>
      <div className={styles.page}>
        <Text element="h2">Data quality</Text>
        {source === undefined ? (
          <FirstSteps />
        ) : (
          sections.map(({ title, about, sql, empty }) => (
            <section key={title} aria-label={title}>
              <Text element="h3">{title}</Text>
              <p>{about}</p>
              <Answer uid={source.uid} sql={sql} empty={empty}>
                {(rows) => <RowsTable caption={title} rows={rows} />}
              </Answer>
            </section>
          ))
        )}
      </div>
    </PluginPage>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({ '& section': { marginTop: theme.spacing(3) } }),
});
