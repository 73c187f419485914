import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { type Mark } from './marks.ts';

/** What the dashed lines in the curves are, in words. */
export function MarkList({ marks }: { marks: readonly Mark[] }) {
  const styles = useStyles2(getStyles);
  if (marks.length === 0) {
    return null;
  }
  return (
    <details className={styles.list}>
      <summary>
        {[...new Set(marks.map(({ name }) => name))].join(', ')}: {marks.length} {marks.length === 1 ? 'mark' : 'marks'}
      </summary>
      <ul>
        {marks.map(({ time, timeEnd, text, name }) => (
          <li key={`${name} ${time} ${text}`}>
            {dayOf(time)}
            {timeEnd > time && ` to ${dayOf(timeEnd)}`}: {text}
          </li>
        ))}
      </ul>
    </details>
  );
}

const dayOf = (time: number): string => dateTimeFormat(time, { format: 'YYYY-MM-DD', timeZone: 'utc' });

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ ul: { margin: theme.spacing(0.5, 0, 1, 3) } }),
});
