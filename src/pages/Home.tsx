import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { PluginPage } from '@grafana/runtime';
import { Text, useStyles2 } from '@grafana/ui';
import { records } from '@stats-portal/query';
import { paths } from '../names.ts';
import { words } from '../words.ts';
import { Answer } from './Answer.tsx';
import { DashboardList } from './DashboardList.tsx';
import { Facts, type Fact } from './Facts.tsx';
import { FirstSteps } from './FirstSteps.tsx';
import { RowsTable } from './RowsTable.tsx';
import { Sentence } from './Sentence.tsx';
import { statisticsSources, type Row } from './useRows.ts';

/** What is here, how fresh it is, and where to go. */
export default function Home() {
  const styles = useStyles2(getStyles);
  const [source] = statisticsSources();
  return (
    <PluginPage>
      <div className={styles.page}>
        <Text element="h2">{words.home.title}</Text>
        <p>{words.home.about}</p>
        {source === undefined ? (
          <FirstSteps />
        ) : (
          <>
            <Answer uid={source.uid} sql={records.state} empty={words.home.notSetUp}>
              {([row]) => <Facts facts={factsOf(row!)} />}
            </Answer>
            <Text element="h3">{words.home.silentFeeds}</Text>
            <Answer uid={source.uid} sql={records.silentFeedsList} empty={words.home.noSilentFeeds}>
              {(rows) => <RowsTable caption={words.home.silentFeeds} rows={rows} />}
            </Answer>
          </>
        )}
        <Text element="h3">{words.home.dashboards}</Text>
        <DashboardList />
        <p>
          <Sentence i18nKey="app.home.quality" text={words.home.quality} href={paths.quality} />
        </p>
      </div>
    </PluginPage>
  );
}

function factsOf(row: Row): Fact[] {
  const text = (name: string): string => String(row[name] ?? '(none)');
  return [
    { label: words.home.completeUntil, value: text('complete_until') },
    { label: words.home.lastRun({ zone: text('zone') }), value: text('last_run') },
    { label: words.home.judgedUntil, value: text('judged_until'), isWarning: row['judged_until'] === null },
    { label: words.home.daysWaiting, value: text('days_waiting'), isWarning: Number(row['days_waiting']) > 0 },
    { label: words.home.undated, value: text('undated'), isWarning: Number(row['undated']) > 0 },
  ];
}

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({
    maxWidth: theme.breakpoints.values.lg,
    '& h3': { marginTop: theme.spacing(3) },
    '& p': { marginTop: theme.spacing(1) },
  }),
});
