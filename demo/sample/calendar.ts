const secondsOfDay = 86_400;

const two = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));

/** Number of a UTC day since 1970-01-01. Throws a RangeError for what is no date. */
export function dayNumber(day: string): number {
  const time = Date.parse(`${day}T00:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(time)) {
    throw new RangeError(`not a day: ${JSON.stringify(day)}`);
  }
  return time / (secondsOfDay * 1000);
}

// A Date for every event would cost as much as all the rest; a range has few days.
const dayTexts = new Map<number, string>();

/** The day as `YYYY-MM-DD`. */
export function dayText(day: number): string {
  let text = dayTexts.get(day);
  if (text === undefined) {
    text = new Date(day * secondsOfDay * 1000).toISOString().slice(0, 10);
    dayTexts.set(day, text);
  }
  return text;
}

/** Saturday or Sunday. 1970-01-01 was a Thursday. */
export function isWeekend(day: number): boolean {
  return weekday(day) >= 5;
}

/** 0 is Monday. */
export function weekday(day: number): number {
  return (day + 3) % 7;
}

/** A moment as IntelMQ writes it: `2026-01-31T04:05:06+00:00`. `seconds` counts from the start of the day, or beyond. */
export function stamp(day: number, seconds: number): string {
  const days = Math.floor(seconds / secondsOfDay);
  const rest = seconds - days * secondsOfDay;
  const hour = Math.floor(rest / 3600);
  const minute = Math.floor(rest / 60) % 60;
  return `${dayText(day + days)}T${two[hour]}:${two[minute]}:${two[rest % 60]}+00:00`;
}
