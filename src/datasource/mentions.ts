import type { QueryResultMetaNotice } from '@grafana/data';
import { showsGaps, type Mention, type Plan } from '@stats-portal/query';
import type { Cell } from './columns.ts';
import { valueText } from './names.ts';
import { words } from './words.ts';

const shown = 3;

/** What has to be known of missing feeds, from the column `missing_feeds`. */
export function mentionNotices(plan: Plan, cells: readonly Cell[]): QueryResultMetaNotice[] {
  const mentions = readMentions(cells);
  const isGap = showsGaps(plan);
  const texts = mentions.slice(0, shown).map((mention) => mentionText(plan, mention));
  if (mentions.length > shown) {
    texts.push(words.notices.moreMissing({ count: mentions.length - shown }));
  }
  return texts.map((text) => ({ severity: isGap ? 'warning' : 'info', text }));
}

function readMentions(cells: readonly Cell[]): readonly Mention[] {
  const text = cells.find((cell) => cell !== null);
  return typeof text === 'string' ? (JSON.parse(text) as readonly Mention[]) : [];
}

/** "4 days are gaps (2026-01-20 to 2026-01-23): open-redis of Shadowserver was missing, which usually gives 35 % of this." */
function mentionText(
  plan: Plan,
  { provider, feed, first_day: from, last_day: to, days, rows, share }: Mention
): string {
  const values = {
    count: days,
    days: from === to ? from : words.notices.period({ from, to }),
    feed: words.notices.feed({ feed: valueText(feed), provider: valueText(provider) }),
    share: `${Math.round(share * 100)} %`,
  };
  if (plan.gaps?.rollup === null) {
    return words.notices.missing.whole(values);
  }
  const part = rows > 1 ? words.notices.ofRows({ rows, share: values.share }) : words.notices.ofThis(values);
  return (showsGaps(plan) ? words.notices.missing.gap : words.notices.missing.mention)({ ...values, part });
}
