import { css } from '@emotion/css';
import { VizOrientation, getDisplayValueAlignmentFactors } from '@grafana/data';
import { BarGauge, BarGaugeDisplayMode, useStyles2, useTheme2 } from '@grafana/ui';
import { type BarGaugeNamePlacement, type BarGaugeValueMode, type VizTextDisplayOptions } from '@grafana/schema';
import { type DrawingProps } from './drawings.ts';
import { valuesOf } from './values.ts';

/** Grafana's own, where the panel does not say. */
const sizes = { minVizHeight: 16, maxVizHeight: 300 };
const gap = 4;

/** Lying bars below each other, one a value, with its name; a bar chart is drawn like this as well. */
export function BarsDrawing(props: DrawingProps) {
  const theme = useTheme2();
  const styles = useStyles2(getStyles);
  const { fieldConfig: { defaults = {} } = {}, options = {} } = props.panel;
  const values = valuesOf(props, false);
  const largest = Math.max(0, ...values.map(({ display }) => display.numeric));
  const { minVizHeight, maxVizHeight } = { ...sizes, ...(options as Partial<typeof sizes>) };
  const fitting = props.height / Math.max(1, values.length) - gap;
  const height = Math.min(maxVizHeight, Math.max(minVizHeight, fitting));
  const alignmentFactors = getDisplayValueAlignmentFactors(values);
  return (
    <div className={styles.bars} style={{ height: props.height }} tabIndex={0} role="list">
      {values.map(({ display, field, view, colIndex = 0 }, index) => (
        <div key={index} role="listitem" className={styles.bar} style={{ height }}>
          <BarGauge
            theme={theme}
            value={display}
            field={{ ...field, min: defaults.min ?? 0, max: defaults.max ?? largest }}
            display={view?.getFieldDisplayProcessor(colIndex)}
            orientation={VizOrientation.Horizontal}
            displayMode={(options['displayMode'] as BarGaugeDisplayMode | undefined) ?? BarGaugeDisplayMode.Basic}
            namePlacement={options['namePlacement'] as BarGaugeNamePlacement | undefined}
            valueDisplayMode={options['valueMode'] as BarGaugeValueMode | undefined}
            showUnfilled={options['showUnfilled'] !== false}
            itemSpacing={gap}
            text={options['text'] as VizTextDisplayOptions | undefined}
            alignmentFactors={alignmentFactors}
            isOverflow={height > fitting}
            width={props.width}
            height={height}
          />
        </div>
      ))}
    </div>
  );
}

const getStyles = () => ({
  bars: css({ display: 'flex', flexDirection: 'column', gap, overflowY: 'auto' }),
  bar: css({ flexShrink: 0, overflow: 'hidden' }),
});
