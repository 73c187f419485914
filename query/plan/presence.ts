import { measures, memoryDays, type PeriodName } from '@stats-portal/catalog';
import { addDays, earlier, lengthInDays } from '../days.ts';
import type { Question } from '../model.ts';
import { strangers } from '../parse/period.ts';
import { firstDay } from './firstDay.ts';

/**
 * From which day on, and up to which, it is known which addresses were there, under one key: knowledge of the database.
 * Null as a whole: presence is not kept.
 */
export interface Presence {
  readonly from: string;
  readonly to: string;
}

/** A question to presence as it can be answered, and what has to be said of the answer. */
interface Period {
  readonly question: Question;
  readonly caveats: readonly string[];
}

/** Without so many days before a period nothing can be told of what is new. */
const leastMemory = 14;

/** Measures that compare with what was there before the period. */
const remembering: readonly PeriodName[] = ['new', 'recurring', 'cleanup'];

/** More weeks, and a bit for what was before them, have no place in a bigint. */
const mostStretches = 62;

/** Measures that gather an address's stretches of time as bits. */
const gathering: readonly PeriodName[] = ['new', 'recurring', 'resolved'];

/** The days of the question that presence knows; faults where there is none. */
export function periodOf(
  question: Question & { readonly measure: PeriodName },
  presence: Presence | null
): Period | { readonly faults: readonly string[] } {
  const { measure } = question;
  const { label } = measures[measure];
  if (presence === null) {
    return { faults: [`${label}: presence is not kept here: hosts.addresses in the settings`] };
  }
  const remembers = remembering.includes(measure);
  const first = remembers ? addDays(presence.from, leastMemory) : presence.from;
  const kept = `presence is kept from ${presence.from} to ${presence.to}`;
  const compared = question.compare === 'none' ? 0 : lengthInDays(question.from, question.to);
  if (compared > 0 && addDays(question.from, -compared) < first) {
    return { faults: [`${label}: ${kept}, which is too short for this comparison`] };
  }
  const from = question.from < first ? first : question.from;
  const to = earlier(question.to, presence.to);
  if (from > to) {
    const needs = remembers ? `, and ${leastMemory} days before the range are needed` : '';
    return { faults: [`${label}: ${kept}${needs}`] };
  }
  // A range may reach into one week more than it is long.
  if (gathering.includes(measure) && question.grain === 'week' && lengthInDays(from, to) > 7 * (mostStretches - 1)) {
    return { faults: [`${label}: at most ${mostStretches - 1} weeks can be asked at once`] };
  }
  const memory = lengthInDays(presence.from, from) - 1;
  const isLooking = remembers || measure === 'age' || measure === 'resolved';
  return {
    question: { ...question, from, to },
    caveats: [
      ...(from > question.from ? [`from ${from} on: ${kept}`] : []),
      ...(to < question.to ? [`until ${to}: ${kept}`] : []),
      ...(isLooking && memory < memoryDays
        ? [
            `what was reported before ${presence.from} is not known: ${memory} days are looked back instead of ${memoryDays}`,
          ]
        : []),
    ],
  };
}

/** Whether presence answers what is counted each day: it has the dimensions, and all the days. */
export function isKnown(question: Question, presence: Presence): boolean {
  return strangers(question).length === 0 && firstDay(question) >= presence.from && question.to <= presence.to;
}
