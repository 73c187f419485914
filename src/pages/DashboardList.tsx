import { css } from '@emotion/css';
import type { ReactElement } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { LoadingPlaceholder, useStyles2 } from '@grafana/ui';
import { words } from '../words.ts';
import { Link } from './Link.tsx';
import { useDashboardsHere } from './useDashboardsHere.ts';

/** The shipped dashboards that this organisation has, with what each is about. */
export function DashboardList(): ReactElement {
  const styles = useStyles2(getStyles);
  const uids = useDashboardsHere();
  if (uids === undefined) {
    return <LoadingPlaceholder text={words.home.lookingForDashboards} />;
  }
  return uids.length === 0 ? (
    <p>{words.home.noDashboards}</p>
  ) : (
    <ul className={styles.list}>
      {uids.map((uid) => (
        <li key={uid}>
          <Link href={`/d/${uid}`}>{words.dashboards[uid]?.title}</Link>: {words.dashboards[uid]?.about}
        </li>
      ))}
    </ul>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ margin: theme.spacing(1, 0, 1, 3) }),
});
