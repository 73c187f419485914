/** A report of a feed: what is expected to deliver, and may be missing. Each part may be empty. */
export interface FeedName {
  readonly provider: string | null;
  readonly feed: string | null;
  readonly code: string | null;
}

/** Days since 1970-01-01: what days are reckoned with. */
export type DayNumber = number;

const oneDay = 86_400_000;

export function dayNumber(day: string): DayNumber {
  return Date.parse(`${day}T00:00:00Z`) / oneDay;
}

export function dayText(day: DayNumber): string {
  return new Date(day * oneDay).toISOString().slice(0, 10);
}

/** 1 is Monday, 7 is Sunday. 1970-01-01 was a Thursday. */
export function weekdayOf(day: DayNumber): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

export function keyOf({ provider, feed, code }: FeedName): string {
  return JSON.stringify([provider, feed, code]);
}

/** What a feed gave on a day. Of a day on which it gave nothing there is none. */
export interface Delivery {
  readonly events: number;
  /** Hours after the end of the day by which 95 % of its events had been observed; null: not known. */
  readonly lagHours: number | null;
}
