import { css } from '@emotion/css';
import { FieldType, dateTimeFormat, getFieldDisplayName, type DataFrame, type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { type DrawingProps } from './drawings.ts';
import { TableDrawing } from './TableDrawing.tsx';

/** States over time as a grid: a row each series, a column each time, in the colours of the value mappings. */
export function StatesDrawing(props: DrawingProps) {
  const styles = useStyles2(getStyles);
  const frame = props.frames.find(({ fields }) => fields.some(({ type }) => type === FieldType.time));
  const time = frame?.fields.find(({ type }) => type === FieldType.time);
  if (!frame || !time) {
    return <TableDrawing {...props} />;
  }
  const series = frame.fields.filter((field) => field !== time);
  const day = (row: number, format: string) => dateTimeFormat(time.values[row] as number, { format, timeZone: 'utc' });
  const times = Array.from(time.values.keys());
  return (
    <div
      className={styles.scrolled}
      style={{ height: props.height }}
      tabIndex={0}
      role="group"
      aria-label={props.panel.title}
    >
      <table className={styles.grid} aria-label={props.panel.title}>
        <thead>
          <tr>
            <td />
            {times.map((row) => (
              <th key={row} scope="col">
                {row % 2 === 0 ? day(row, 'MM/DD') : <span className={styles.hidden}>{day(row, 'MM/DD')}</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {series.map((field) => (
            <tr key={field.name}>
              <th scope="row">{getFieldDisplayName(field, frame)}</th>
              {times.map((row) => {
                const { text, color } = field.display!(field.values[row]);
                return (
                  <td key={row} title={`${day(row, 'YYYY-MM-DD')}: ${text}`} style={{ background: color }}>
                    <span className={styles.hidden}>{text}</span>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <Legend frame={frame} />
    </div>
  );
}

/** Each state that occurs, with its colour. */
function Legend({ frame }: { frame: DataFrame }) {
  const styles = useStyles2(getStyles);
  const states = new Map(
    frame.fields
      .filter(({ type }) => type === FieldType.string)
      .flatMap(({ display, values }) => [...new Set(values as unknown[])].map((value) => display!(value)))
      .map(({ text, color }) => [text, color])
  );
  return (
    <ul className={styles.legend}>
      {[...states].map(([text, color]) => (
        <li key={text}>
          <span className={styles.patch} style={{ background: color }} /> {text}
        </li>
      ))}
    </ul>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  scrolled: css({ overflow: 'auto' }),
  grid: css({
    width: '100%',
    borderCollapse: 'separate',
    borderSpacing: 2,
    tableLayout: 'fixed',
    fontSize: theme.typography.bodySmall.fontSize,
    'thead td': { width: 260 },
    'th[scope=row]': { textAlign: 'right', paddingRight: theme.spacing(1), whiteSpace: 'nowrap', overflow: 'hidden' },
    th: { fontWeight: 'normal', textAlign: 'left' },
    'tbody tr': { height: 18 },
  }),
  hidden: css({ position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)' }),
  legend: css({ display: 'flex', gap: theme.spacing(2), listStyle: 'none', margin: theme.spacing(1, 0) }),
  patch: css({ display: 'inline-block', width: 12, height: 12 }),
});
