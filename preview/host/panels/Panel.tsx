import { LoadingState, rangeUtil, type TimeRange } from '@grafana/data';
import { ErrorBoundaryAlert, PanelChrome } from '@grafana/ui';
import { useMemo } from 'react';
import { type Asking } from './ask.ts';
import { configured } from './configured.ts';
import { drawings, drawTable } from './drawings.ts';
import { type Mark } from '../dashboard/marks.ts';
import { replaceVariables } from '../services/index.ts';
import { type PanelModel } from './model.ts';
import { Notices } from './Notices.tsx';
import { PanelLinks } from './PanelLinks.tsx';
import { TextPanel } from './TextPanel.tsx';
import { useAsked } from './useAsked.ts';
import { useTransformed } from './useTransformed.ts';

export interface PanelProps {
  readonly panel: PanelModel;
  readonly range: TimeRange;
  readonly marks?: readonly Mark[];
  readonly width: number;
  readonly height: number;
  readonly dashboardUID?: string;
  /** Changes when something changes that the question depends on besides panel and range: the variables. */
  readonly variablesKey?: string;
}

const noMarks: readonly Mark[] = [];

/** A panel in its frame: asks its question and draws the answer. */
export function Panel(props: PanelProps) {
  const { panel, range: ofDashboard, marks = noMarks, width, height, dashboardUID, variablesKey = '' } = props;
  const { timeFrom } = panel;
  const range = useMemo(
    () =>
      timeFrom === undefined ? ofDashboard : rangeUtil.convertRawToRange({ from: `now-${timeFrom}`, to: 'now' }, 'utc'),
    [timeFrom, ofDashboard]
  );
  const asking: Asking | undefined = panel.targets && {
    targets: panel.targets,
    datasource: panel.datasource,
    range,
    maxDataPoints: Math.round(width),
    requestId: `P${panel.id}`,
    dashboardUID,
    panelId: panel.id,
    panelPluginId: panel.type,
  };
  const key = JSON.stringify([panel.targets, panel.datasource, range.from.valueOf(), range.to.valueOf(), variablesKey]);
  const { state, frames, errors } = useAsked(key, asking);
  const data = useTransformed(frames, panel.transformations);
  const shown = useMemo(() => configured(data, panel, replaceVariables), [data, panel]);
  const isText = panel.type === 'text';
  const Drawing = drawings[panel.type] ?? drawTable;
  return (
    <PanelChrome
      width={width}
      height={height}
      title={replaceVariables(panel.title ?? '')}
      description={panel.description}
      displayMode={panel.transparent === true ? 'transparent' : 'default'}
      loadingState={isText || asking === undefined ? LoadingState.Done : state}
      statusMessage={errors.join('\n') || undefined}
      titleItems={
        <>
          <PanelLinks links={panel.links ?? []} />
          <Notices frames={frames} />
        </>
      }
    >
      {(innerWidth, innerHeight) =>
        isText ? (
          <TextPanel panel={panel} />
        ) : shown.every(({ length }) => length === 0) ? (
          <p role="status">
            {state === LoadingState.Loading
              ? 'Loading'
              : (errors[0] ?? panel.fieldConfig?.defaults?.noValue ?? 'No data')}
          </p>
        ) : (
          <ErrorBoundaryAlert dependencies={[shown, Drawing]}>
            <Drawing panel={panel} frames={shown} range={range} marks={marks} width={innerWidth} height={innerHeight} />
          </ErrorBoundaryAlert>
        )
      }
    </PanelChrome>
  );
}
