import { addDays } from '@stats-portal/query';
import type { Settings } from '../settings.ts';
import { zoneChanged } from './claim.ts';

/** Days after this one are young enough that missing events were deleted on purpose; null: no day is. */
export function retainedSince(settings: Settings, today: string): string | null {
  const { retentionDays } = settings.eventdb;
  return retentionDays === undefined ? null : addDays(today, -retentionDays);
}

/** Whether the day may end with fewer events: it is cut anew, its events were deleted, or it was asked for by name. */
export function mayLose(
  rules: {
    readonly settings: Settings;
    readonly today: string;
    readonly forced?: { readonly from: string; readonly to: string };
    readonly allowLoss?: boolean;
  },
  { day, reason }: { readonly day: string; readonly reason: string }
): boolean {
  const since = retainedSince(rules.settings, rules.today);
  const isAsked = rules.forced !== undefined && day >= rules.forced.from && day <= rules.forced.to;
  return reason === zoneChanged || (since !== null && day > since) || (rules.allowLoss === true && isAsked);
}
