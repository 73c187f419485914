import { css } from '@emotion/css';
import { type TimeRange } from '@grafana/data';
import { Text, useStyles2 } from '@grafana/ui';
import { type PanelModel } from '../panels/model.ts';
import { Panel } from '../panels/Panel.tsx';
import { replaceVariables } from '../services/index.ts';
import { useWidth } from '../useWidth.ts';
import { type Mark } from './marks.ts';

/** Grafana's grid: 24 columns, rows of 30 pixels, 8 in between. */
const columns = 24;
const rowHeight = 30;
const gap = 8;

interface GridProps {
  readonly panels: readonly PanelModel[];
  readonly range: TimeRange;
  readonly marks: readonly Mark[];
  readonly dashboardUID: string;
  readonly variablesKey: string;
}

/** The panels in their places, in the order in which they are read. */
export function Grid({ panels, ...rest }: GridProps) {
  const styles = useStyles2(getStyles);
  const [element, width] = useWidth();
  const ordered = [...panels].sort((a, b) => a.gridPos.y - b.gridPos.y || a.gridPos.x - b.gridPos.x);
  const bottom = Math.max(0, ...panels.map(({ gridPos: { y, h } }) => y + h));
  const column = (width + gap) / columns;
  return (
    <div ref={element} className={styles.grid} style={{ height: bottom * (rowHeight + gap) }}>
      {width > 0 &&
        ordered.map((panel) => {
          const { x, y, w, h } = panel.gridPos;
          const size = { width: w * column - gap, height: h * (rowHeight + gap) - gap };
          return (
            <div
              key={panel.id}
              className={styles.cell}
              style={{ left: x * column, top: y * (rowHeight + gap), ...size }}
            >
              {panel.type === 'row' ? (
                <Text element="h2" variant="h4">
                  {replaceVariables(panel.title ?? '')}
                </Text>
              ) : (
                <Panel panel={panel} {...size} {...rest} />
              )}
            </div>
          );
        })}
    </div>
  );
}

const getStyles = () => ({
  grid: css({ position: 'relative' }),
  cell: css({ position: 'absolute' }),
});
