const day = /^(\d{4})-(\d{2})-(\d{2})$/;
const oneDay = 86_400_000;

/** Whether the text is a calendar day `YYYY-MM-DD` that exists. */
export function isDay(text: string): boolean {
  return day.test(text) && !Number.isNaN(Date.parse(text)) && toDay(Date.parse(text)) === text;
}

/** The day `count` days later (earlier, if negative). */
export function addDays(text: string, count: number): string {
  return toDay(Date.parse(text) + count * oneDay);
}

/** The same day of the year before; 29 February becomes the 28th. */
export function lastYear(text: string): string {
  const before = `${String(Number(text.slice(0, 4)) - 1).padStart(4, '0')}${text.slice(4)}`;
  return isDay(before) ? before : addDays(`${before.slice(0, 8)}28`, 0);
}

/** Number of days from `from` to `to`, both included. */
export function lengthInDays(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / oneDay + 1;
}

/** The earlier of two days. */
export function earlier(one: string, other: string): string {
  return one < other ? one : other;
}

function toDay(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}
