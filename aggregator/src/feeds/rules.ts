import { methodOf, methods, type Method } from '@stats-portal/catalog';
import { isDay } from '@stats-portal/query';
import { z } from 'zod';
import { dayNumber, type DayNumber, type FeedName } from './feed.ts';

/** What the settings say of feeds: each entry is about the feeds that have all the names it gives. */
export const feedSettings = z
  .array(
    z
      .strictObject({
        provider: z.string().optional(),
        feed: z.string().optional(),
        code: z.string().optional(),
        ends: z.string().refine(isDay, 'not a day such as 2026-01-31').optional(),
        delivers: z.enum(['daily', 'weekly', 'irregular']).optional(),
        method: z.enum(methods).optional(),
      })
      .refine(
        ({ provider, feed, code }) => [provider, feed, code].some((name) => name !== undefined),
        'names no feed: give provider, feed or code'
      )
  )
  .default([])
  .describe('feeds that end, that deliver otherwise than was learned, or what they measure: the first entry that fits');

export type FeedSettings = z.output<typeof feedSettings>;

/** What is said of one feed. */
export interface FeedRule {
  /** Last day on which something is expected of it. */
  readonly ends: DayNumber | null;
  /** Null: as it was learned. */
  readonly delivers: 'daily' | 'weekly' | 'irregular' | null;
  readonly method: Method;
}

/** For each thing the first entry that fits the feed and says it. */
export function ruleOf(settings: FeedSettings, name: FeedName): FeedRule {
  const fitting = settings.filter((entry) =>
    (['provider', 'feed', 'code'] as const).every((part) => entry[part] === undefined || entry[part] === name[part])
  );
  const ends = fitting.find((entry) => entry.ends !== undefined)?.ends;
  return {
    ends: ends === undefined ? null : dayNumber(ends),
    delivers: fitting.find((entry) => entry.delivers !== undefined)?.delivers ?? null,
    method: fitting.find((entry) => entry.method !== undefined)?.method ?? methodOf(name),
  };
}
