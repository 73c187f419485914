import { css } from '@emotion/css';
import type { ReactElement } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Row } from './useRows.ts';

interface Props {
  /** What the table shows, for who cannot see it. */
  readonly caption: string;
  readonly rows: readonly Row[];
}

/** A plain table with a column for each column of the answer. */
export function RowsTable({ caption, rows }: Props): ReactElement {
  const styles = useStyles2(getStyles);
  const names = Object.keys(rows[0] ?? {});
  return (
    // Wide tables scroll: with the keyboard too.
    <div className={styles.frame} role="region" aria-label={caption} tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            {names.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {names.map((name) => (
                <td
                  key={name}
                  className={isDay(row[name]) ? styles.day : typeof row[name] === 'number' ? styles.number : undefined}
                >
                  {shown(row[name])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const isDay = (cell: Row[string] | undefined): boolean => typeof cell === 'string' && /^\d{4}-\d\d-\d\d/.test(cell);

function shown(cell: Row[string] | undefined): string {
  if (cell === null || cell === undefined) {
    return '';
  }
  return typeof cell === 'number' ? cell.toLocaleString('en') : String(cell);
}

const getStyles = (theme: GrafanaTheme2) => ({
  frame: css({ overflow: 'auto', maxHeight: '60vh', border: `1px solid ${theme.colors.border.weak}` }),
  table: css({
    width: '100%',
    '& th, & td': { padding: theme.spacing(0.5, 1), textAlign: 'left', verticalAlign: 'top' },
    '& th': { position: 'sticky', top: 0, background: theme.colors.background.secondary },
    '& tbody tr:nth-of-type(even)': { background: theme.colors.background.secondary },
  }),
  day: css({ whiteSpace: 'nowrap' }),
  number: css({ fontVariantNumeric: 'tabular-nums', textAlign: 'right !important' as 'right' }),
});
