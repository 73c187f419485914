import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { PluginPage } from '@grafana/runtime';
import { Text, useStyles2 } from '@grafana/ui';
import { records } from '@stats-portal/query';
import { words } from '../words.ts';
import { Answer } from './Answer.tsx';
import { FirstSteps } from './FirstSteps.tsx';
import { RowsTable } from './RowsTable.tsx';
import { statisticsSources } from './useRows.ts';

const sections = [
  { said: words.quality.versions, sql: records.versions },
  { said: words.quality.days, sql: records.lastDays },
  { said: words.quality.feeds, sql: records.feedGaps },
  { said: words.quality.late, sql: records.lateRuns },
];

/** Whether the numbers can be trusted: days, feeds, late events, versions. */
export default function Quality() {
  const styles = useStyles2(getStyles);
  const [source] = statisticsSources();
  return (
    <PluginPage>
      <div className={styles.page}>
        {source === undefined ? (
          <FirstSteps />
        ) : (
          sections.map(({ said, sql }) => (
            <section key={sql} aria-label={said.title}>
              <Text element="h2" variant="h3">
                {said.title}
              </Text>
              <p>{said.about}</p>
              <Answer uid={source.uid} sql={sql} empty={said.empty}>
                {(rows) => <RowsTable caption={said.title} rows={rows} />}
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
