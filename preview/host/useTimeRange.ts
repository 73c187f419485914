import { dateTime, rangeUtil, type RawTimeRange, type TimeRange } from '@grafana/data';
import { locationService } from '@grafana/runtime';
import { useMemo } from 'react';
import { useLocation } from 'react-router';

/** The time range of the address (`from`, `to`), as in Grafana; `fallback` where it has none. */
export function useTimeRange(fallback: RawTimeRange): [TimeRange, (range: TimeRange) => void] {
  const { search } = useLocation();
  const parameters = new URLSearchParams(search);
  const from = parameters.get('from') ?? String(fallback.from);
  const to = parameters.get('to') ?? String(fallback.to);
  const range = useMemo(() => rangeUtil.convertRawToRange({ from: moment(from), to: moment(to) }, 'utc'), [from, to]);
  const change = ({ raw }: TimeRange): void => {
    locationService.partial({ from: inAddress(raw.from), to: inAddress(raw.to) });
  };
  return [range, change];
}

/** Milliseconds, a date, or relative such as `now-30d`. */
function moment(text: string): RawTimeRange['from'] {
  if (/^\d{12,}$/.test(text)) {
    return dateTime(Number(text));
  }
  return text.startsWith('now') ? text : dateTime(text);
}

const inAddress = (time: RawTimeRange['from']): string => (typeof time === 'string' ? time : String(time.valueOf()));
