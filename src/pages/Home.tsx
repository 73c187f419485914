import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { PluginPage } from '@grafana/runtime';
import { Text, useStyles2 } from '@grafana/ui';
import { records } from '@stats-portal/query';
import { paths, shippedDashboards } from '../names.ts';
import { Answer } from './Answer.tsx';
import { Facts, type Fact } from './Facts.tsx';
import { FirstSteps } from './FirstSteps.tsx';
import { Link } from './Link.tsx';
import { RowsTable } from './RowsTable.tsx';
import { statisticsSources, type Row } from './useRows.ts';

/** What is here, how fresh it is, and where to go. */
export default function Home() {
  const styles = useStyles2(getStyles);
  const [source] = statisticsSources();
  return (
    <PluginPage>
      <div className={styles.page}>
        <Text element="h2">Statistics of incident events</Text>
        <p>
          Counted by day, network and classification. Every number says how it is counted, up to when it is complete,
          and whether it is exact.
        </p>
        {source === undefined ? (
          <FirstSteps />
        ) : (
          <>
            <Answer
              uid={source.uid}
              sql={records.state}
              empty="The statistics database has not been set up. Run: stats-portal migrate"
            >
              {([row]) => <Facts facts={factsOf(row!)} />}
            </Answer>
            <Text element="h3">Feeds that are silent</Text>
            <Answer
              uid={source.uid}
              sql={records.silentFeedsList}
              empty="None: all feeds that deliver daily have delivered."
            >
              {(rows) => <RowsTable caption="Feeds that are silent" rows={rows} />}
            </Answer>
          </>
        )}
        <Text element="h3">Dashboards</Text>
        <ul className={styles.list}>
          {shippedDashboards.map(({ uid, title, about }) => (
            <li key={uid}>
              <Link href={`/d/${uid}`}>{title}</Link>: {about}
            </li>
          ))}
        </ul>
        <p>
          <Link href={paths.quality}>Data quality</Link> has the state of each day and feed.
        </p>
      </div>
    </PluginPage>
  );
}

function factsOf(row: Row): Fact[] {
  const text = (name: string): string => String(row[name] ?? '(none)');
  return [
    { label: 'Complete until', value: text('complete_until') },
    { label: `Last good run (${text('zone')})`, value: text('last_run') },
    { label: 'Days waiting', value: text('days_waiting'), isWarning: Number(row['days_waiting']) > 0 },
    { label: 'Undated events', value: text('undated'), isWarning: Number(row['undated']) > 0 },
  ];
}

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({
    maxWidth: theme.breakpoints.values.lg,
    '& h3': { marginTop: theme.spacing(3) },
    '& p': { marginTop: theme.spacing(1) },
  }),
  list: css({ margin: theme.spacing(1, 0, 1, 3) }),
});
