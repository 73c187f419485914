import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { PluginPage } from '@grafana/runtime';
import { Text, useStyles2 } from '@grafana/ui';

/** The app's entry: says what the statistics are and where the dashboards come from. */
export default function Home() {
  const styles = useStyles2(getStyles);
  return (
    <PluginPage>
      <div className={styles.text}>
        <Text element="h2">Statistics of incident events</Text>
        <p>
          The stats portal counts the incident events of a CSIRT by day, network and classification, and says how every
          number is counted. This app has no data of its own: the aggregator writes the numbers into a statistics
          database, and the dashboards that show them are provisioned into Grafana.
        </p>
      </div>
    </PluginPage>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  text: css({ maxWidth: theme.breakpoints.values.md, '& p': { marginTop: theme.spacing(2) } }),
});
