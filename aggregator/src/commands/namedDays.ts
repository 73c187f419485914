import { isDay } from '@stats-portal/query';
import { ConfigurationError } from '../errors.ts';

/** Both ends of a range of days, each of which may be left open. Throws a ConfigurationError for what is none. */
export function namedDays({ from, to }: { readonly from?: string; readonly to?: string }): {
  from: string | null;
  to: string | null;
} {
  for (const day of [from, to]) {
    if (day !== undefined && !isDay(day)) {
      throw new ConfigurationError(`${day} is not a day such as 2026-01-31.`);
    }
  }
  if (from !== undefined && to !== undefined && from > to) {
    throw new ConfigurationError(`--from ${from} is after --to ${to}.`);
  }
  return { from: from ?? null, to: to ?? null };
}
