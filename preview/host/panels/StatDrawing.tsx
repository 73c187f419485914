import { css } from '@emotion/css';
import { getDisplayValueAlignmentFactors } from '@grafana/data';
import { type VizTextDisplayOptions } from '@grafana/schema';
import { BigValue, BigValueColorMode, BigValueGraphMode, BigValueTextMode, useStyles2, useTheme2 } from '@grafana/ui';
import { type DrawingProps } from './drawings.ts';
import { valuesOf } from './values.ts';

/** Large numbers side by side, each with its line behind it. */
export function StatDrawing(props: DrawingProps) {
  const theme = useTheme2();
  const styles = useStyles2(getStyles);
  const options = props.panel.options ?? {};
  const graphMode = (options['graphMode'] as BigValueGraphMode | undefined) ?? BigValueGraphMode.Area;
  const values = valuesOf(props, graphMode !== BigValueGraphMode.None);
  const alignmentFactors = getDisplayValueAlignmentFactors(values);
  return (
    <div className={styles.row}>
      {values.map(({ display, sparkline }, index) => (
        <BigValue
          key={index}
          theme={theme}
          value={display}
          sparkline={sparkline}
          graphMode={graphMode}
          colorMode={(options['colorMode'] as BigValueColorMode | undefined) ?? BigValueColorMode.Value}
          textMode={(options['textMode'] as BigValueTextMode | undefined) ?? BigValueTextMode.Auto}
          text={options['text'] as VizTextDisplayOptions | undefined}
          alignmentFactors={alignmentFactors}
          count={values.length}
          width={props.width / values.length}
          height={props.height}
        />
      ))}
    </div>
  );
}

const getStyles = () => ({ row: css({ display: 'flex' }) });
