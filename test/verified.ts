import type { Difference } from '../aggregator/src/verify/compare.ts';
import { verify, type VerifyNews, type VerifyOptions, type VerifyResult } from '../aggregator/src/verify/verify.ts';
import type { Site } from './site.ts';

const now = '2026-02-10T04:00:00Z';

/** What a verification gave, told and found. */
export interface Verified extends VerifyResult {
  readonly news: readonly VerifyNews[];
  readonly found: readonly Difference[];
}

/** A verification of all days, on the day on which the tests verify, unless the options say otherwise. */
export async function verified(
  { eventdb, statsdb, settings }: Site,
  options: Partial<VerifyOptions> = {}
): Promise<Verified> {
  const news: VerifyNews[] = [];
  const found: Difference[] = [];
  const result = await verify({
    eventdb,
    statsdb,
    settings,
    now: new Date(now),
    from: null,
    to: null,
    sample: null,
    mark: false,
    tell: (one) => news.push(one),
    differ: (one) => found.push(one),
    ...options,
  });
  return { ...result, news, found };
}
