import { daysTable, isPeriodMeasure } from '@stats-portal/catalog';
import { fixedDays, type DayPrinter } from './anchor.ts';
import { all, sides, within } from './cells.ts';
import { isMatter, shareParts, showsGaps } from './gapParts.ts';
import { missingParts } from './missing.ts';
import type { Question } from './model.ts';
import { plan, type Plan } from './plan.ts';
import { withParts } from './with.ts';

/** Which feeds were missing that matter to an answer, as a row of `printMentions` says it. */
export interface Mention {
  readonly provider: string | null;
  readonly feed: string | null;
  readonly first_day: string;
  readonly last_day: string;
  /** On how many days. */
  readonly days: number;
  /** Of how many rows of the answer it usually gives more than `gapShare`, and the most that it gives of one. */
  readonly rows: number;
  readonly share: number;
}

/**
 * A second question beside the plan's: the feeds whose days are gaps in its answer, or would be if it had any. What matters
 * of most is first. Null where the question does not ask for gaps, or nothing is known of its feeds.
 */
export function printMentions(asked: Plan): string | null {
  const judged = judgedBy(asked);
  return judged === null ? null : mentionsAlone(judged, fixedDays);
}

/** The same within the answer, which has the parts of its own gaps. */
export function mentionsWithin(asked: Plan, at: DayPrinter): string | null {
  const judged = judgedBy(asked);
  if (judged === null) {
    return null;
  }
  return showsGaps(asked) ? mentions(judged.question, at) : mentionsAlone(judged, at);
}

function mentionsAlone(judged: Plan, at: DayPrinter): string {
  const { question } = judged;
  return withParts([...missingParts(question, at), ...shareParts(judged), ['', mentions(question, at)]]);
}

function mentions(question: Question, at: DayPrinter): string {
  const days = ['events > 0', `day >= ${at.day(question.from)}`, ...within(question, sides(question)[0], at)];
  return [
    'SELECT gone_provider AS provider, gone_feed AS feed, min(day)::date::text AS first_day, max(day)::date::text AS last_day,',
    '  count(DISTINCT day)::int AS days, count(DISTINCT line)::int AS rows, max(part::float8 / nullif(whole, 0)) AS share',
    `FROM missing JOIN shares USING (outage) JOIN ${daysTable} USING (day)`,
    '  JOIN (SELECT DISTINCT outage, gone_provider, gone_feed FROM came) AS names USING (outage)',
    `WHERE ${all([isMatter, ...days])}`,
    'GROUP BY gone_provider, gone_feed',
    'ORDER BY share DESC, gone_provider, gone_feed',
  ].join('\n');
}

/** Whose shares are mentioned: the answer's rows', where these have gaps, else those of the whole, or of everything. */
function judgedBy(asked: Plan): Plan | null {
  if (asked.gaps === null || showsGaps(asked)) {
    return asked.gaps === null ? null : asked;
  }
  const { measure } = asked.question;
  const each = isPeriodMeasure(measure) ? 'ips' : measure;
  const whole: Question = { ...asked.question, measure: each, by: [], shape: 'table', top: null };
  const operator = whole.where.filter(({ dimension }) => dimension === 'operator');
  const plans = [whole, { ...whole, where: operator }].map((question) => plan(question));
  return plans.find(({ gaps }) => gaps?.rollup) ?? null;
}
