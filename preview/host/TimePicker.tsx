import { dateTime, type TimeRange } from '@grafana/data';
import { TimeRangePicker } from '@grafana/ui';

/** Grafana's time picker; days are the portal's, so the zone is not chosen. */
export function TimePicker({ range, onChange }: { range: TimeRange; onChange: (range: TimeRange) => void }) {
  const length = range.to.valueOf() - range.from.valueOf();
  const moved = (from: number, to: number) => {
    const raw = { from: dateTime(from), to: dateTime(to) };
    onChange({ ...raw, raw });
  };
  return (
    <TimeRangePicker
      value={range}
      timeZone="utc"
      onChange={onChange}
      onChangeTimeZone={() => undefined}
      onMoveBackward={() => moved(range.from.valueOf() - length / 2, range.to.valueOf() - length / 2)}
      onMoveForward={() => moved(range.from.valueOf() + length / 2, range.to.valueOf() + length / 2)}
      onZoom={() => moved(range.from.valueOf() - length / 2, range.to.valueOf() + length / 2)}
    />
  );
}
