import {
  CoreApp,
  LoadingState,
  dateTime,
  rangeUtil,
  toDataFrame,
  type DataFrame,
  type DataQueryRequest,
  type DataQueryResponse,
  type DataSourceApi,
  type TimeRange,
} from '@grafana/data';
import { getDataSourceSrv } from '@grafana/runtime';
import { type DataQuery, type DataSourceRef } from '@grafana/schema';
import { filtersFor } from '../dashboard/adHoc.ts';
import { combineLatest, from, map, of, switchMap, type Observable } from 'rxjs';

/** What a panel or the editor asks. */
export interface Asking {
  readonly targets: readonly DataQuery[];
  readonly datasource?: DataSourceRef;
  readonly range: TimeRange;
  readonly maxDataPoints: number;
  readonly requestId: string;
  readonly dashboardUID?: string;
  readonly panelId?: number;
  readonly panelPluginId?: string;
}

/** What came back. */
export interface Asked {
  readonly state: LoadingState;
  readonly frames: readonly DataFrame[];
  readonly errors: readonly string[];
}

/** Asks each data source for its targets, as Grafana does: hidden ones and those it does not want are left out. */
export function ask(asking: Asking): Observable<Asked> {
  const groups = new Map<string, DataQuery[]>();
  for (const target of asking.targets.filter(({ hide }) => hide !== true)) {
    const ref = JSON.stringify(target.datasource ?? asking.datasource ?? null);
    groups.set(ref, [...(groups.get(ref) ?? []), target]);
  }
  if (groups.size === 0) {
    return of({ state: LoadingState.Done, frames: [], errors: [] });
  }
  const answers = [...groups].map(([ref, targets]) => askOne(JSON.parse(ref) as DataSourceRef | null, targets, asking));
  return combineLatest(answers).pipe(
    map((parts) => ({
      state: parts.find(({ state }) => state !== LoadingState.Done)?.state ?? LoadingState.Done,
      frames: parts.flatMap(({ frames }) => frames),
      errors: parts.flatMap(({ errors }) => errors),
    }))
  );
}

function askOne(ref: DataSourceRef | null, targets: readonly DataQuery[], asking: Asking): Observable<Asked> {
  return from(getDataSourceSrv().get(ref)).pipe(
    switchMap((source) => {
      const wanted = targets.filter((target) => source.filterQuery?.(target) ?? true);
      return wanted.length === 0 ? of({ data: [] }) : responses(source, request(source, wanted, asking));
    }),
    map(answered)
  );
}

function responses(source: DataSourceApi, asked: DataQueryRequest): Observable<DataQueryResponse> {
  const answer = source.query(asked);
  return answer instanceof Promise ? from(answer) : answer;
}

function request(source: DataSourceApi, targets: readonly DataQuery[], asking: Asking): DataQueryRequest {
  const { range, maxDataPoints, requestId, dashboardUID, panelId, panelPluginId } = asking;
  const { interval, intervalMs } = rangeUtil.calculateInterval(range, maxDataPoints, '1d');
  return {
    app: panelId === undefined ? CoreApp.Explore : CoreApp.Dashboard,
    requestId,
    targets: targets.map((target) => ({ ...target, datasource: source.getRef() })),
    range,
    interval,
    intervalMs,
    maxDataPoints,
    scopedVars: { __interval: { value: interval }, __interval_ms: { value: intervalMs } },
    timezone: 'utc',
    startTime: dateTime().valueOf(),
    filters: dashboardUID === undefined ? [] : filtersFor(source),
    dashboardUID,
    panelId,
    panelPluginId,
  };
}

function answered({ data, state = LoadingState.Done, errors = [] }: DataQueryResponse): Asked {
  return {
    state: errors.length > 0 ? LoadingState.Error : state,
    frames: data.map((frame) => toDataFrame(frame)),
    errors: errors.map(({ message, data: details }) => message ?? details?.message ?? 'The query failed.'),
  };
}
