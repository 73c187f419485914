import type { Grain } from '@stats-portal/catalog';
import { addDays, lengthInDays } from '@stats-portal/query';
import { dayAt, startOfDay } from './zone.ts';

/** Calendar days, both included. */
export interface Days {
  readonly from: string;
  readonly to: string;
}

/**
 * The days that begin within the range, so that "last 7 days" are seven and each has its point on the axis; if none
 * does, the day in which the range ends. An end that is exactly a day's start does not take that day in.
 */
export function daysWithin(from: number, to: number, zone: string): Days {
  const last = dayAt(Math.max(from, to - 1), zone);
  const touched = dayAt(from, zone);
  const first = startOfDay(touched, zone) < from ? addDays(touched, 1) : touched;
  return { from: first > last ? last : first, to: last };
}

/** The finest of day, week and month that has no more points than the panel can show. */
export function automaticGrain({ from, to }: Days, maxDataPoints: number | undefined): Grain {
  const days = lengthInDays(from, to);
  const most = maxDataPoints ?? 1000;
  return days <= most ? 'day' : days / 7 <= most ? 'week' : 'month';
}

/** The first day of each stretch of the grain that the days reach into, oldest first. */
export function stretchesOf({ from, to }: Days, grain: Exclude<Grain, 'none'>): string[] {
  const starts: string[] = [];
  for (let day = firstOf(from, grain); day <= to; day = firstOf(addDays(day, longest[grain]), grain)) {
    starts.push(day);
  }
  return starts;
}

/** So many days after the start of a stretch one is certainly in the next, and in none after that. */
const longest = { day: 1, week: 7, month: 31, quarter: 92, year: 366 } as const;

function firstOf(day: string, grain: Exclude<Grain, 'none'>): string {
  const [year, month] = [day.slice(0, 4), Number(day.slice(5, 7))];
  switch (grain) {
    case 'day':
      return day;
    case 'week':
      return addDays(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7));
    case 'month':
      return `${day.slice(0, 7)}-01`;
    case 'quarter':
      return `${year}-${String(month - ((month - 1) % 3)).padStart(2, '0')}-01`;
    case 'year':
      return `${year}-01-01`;
  }
}
