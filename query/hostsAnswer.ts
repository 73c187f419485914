import {
  isPeriodMeasure,
  measures,
  memoryDays,
  quietDeliveries,
  type MeasureName,
  type PeriodName,
} from '@stats-portal/catalog';
import { fixedDays, type DayPrinter } from './anchor.ts';
import { addDays, lengthInDays } from './days.ts';
import {
  ageSql,
  daysBefore,
  eachStretch,
  groupBy,
  keys,
  names,
  newSql,
  onlySql,
  periodSql,
  sharedSql,
  type HostsScope,
} from './hosts.ts';
import { cleanupSql, goneSql, horizons, resolvedSql } from './hostsGone.ts';
import { closedOnly, isRanked, type Question } from './model.ts';
import { hostDimensionsOf } from './parse/period.ts';
import type { Plan } from './plan.ts';
import { indent, type Part } from './with.ts';

/** Of fewer addresses a share or a median says nothing: they have no rank. */
const leastAddresses = 20;

/** Whether a number is a property of some addresses, such as their age, and not how many they are. */
export function isProperty({ measure }: Question): boolean {
  return isPeriodMeasure(measure) && !measures[measure].counts;
}

/** What stands beside the value of such a measure. */
const besides: Partial<Record<MeasureName, readonly string[]>> = {
  shared: ['other', 'ips'],
  age: ['p90', 'ips'],
  gone: ['low', 'high', 'at_once', 'ips'],
  cleanup: [...horizons.slice(1).map((days) => `after_${days}`), 'low', 'high', 'half', 'at_once', 'ips'],
};

/** Columns beside the value. */
export function besidesOf({ measure }: Question): readonly string[] {
  return besides[measure] ?? [];
}

/** Addresses of the period by the asked key as `total`, and `previous_total` where it is compared. */
export function countedHosts(plan: Plan, at: DayPrinter = fixedDays): string {
  const { question } = plan;
  const columns = keys(scopeOf(question, at));
  const current = totals(question, at, 0);
  if (question.compare === 'none') {
    return current;
  }
  const both = [
    `SELECT ${[...columns, 'total AS current', '0 AS previous'].join(', ')} FROM (\n${indent(current)}\n) AS now`,
    `SELECT ${[...columns, '0', 'total'].join(', ')} FROM (\n${indent(totals(question, at, lengthInDays(question.from, question.to)))}\n) AS before`,
  ];
  return (
    `SELECT ${[...columns, 'sum(current)::bigint AS total', 'sum(previous)::bigint AS previous_total'].join(', ')}\n` +
    `FROM (\n${indent(both.join('\nUNION ALL\n'))}\n) AS sides${groupBy(columns)}`
  );
}

/** The question's scope, moved so many days back. */
function scopeOf(question: Question, at: DayPrinter, back = 0): HostsScope {
  const to = closedOnly(question) ? at.closedBy(question.to) : at.timestamp(question.to);
  return {
    from: at.timestamp(addDays(question.from, -back)),
    to: back === 0 ? to : `(${daysBefore(to, back)})`,
    where: question.where,
    by: hostDimensionsOf(question),
    grain: question.grain,
  };
}

function totals(question: Question, at: DayPrinter, back: number): string {
  const scope = scopeOf(question, at, back);
  const patience = { memory: memoryDays, quiet: quietDeliveries };
  const measure = question.measure as Exclude<PeriodName, 'age' | 'cleanup' | 'gone' | 'shared'>;
  switch (measure) {
    case 'ips_period':
      return periodSql(scope);
    case 'only':
      return onlySql(scope);
    case 'resolved':
      return resolvedSql(scope, patience);
    case 'new':
    case 'recurring':
      return (
        `SELECT ${[...keys(scope), `${measure} AS total`].join(', ')}\n` +
        `FROM (\n${indent(newSql(scope, memoryDays))}\n) AS seen`
      );
  }
}

/** All up to the rows of an answer about a property: `value`, what stands beside it, and ranks where they are asked. */
export function propertyParts(plan: Plan, at: DayPrinter): Part[] {
  const { question, presence } = plan;
  const scope = scopeOf(question, at);
  const last = presence === null ? null : at.timestamp(presence.to);
  const until = !closedOnly(question) ? (last ?? scope.to) : last === null ? at.closed : `least(${at.closed}, ${last})`;
  const found = {
    age: () => eachStretch(scope, (period) => ageSql(period, memoryDays)),
    cleanup: () => cleanupSql(scope, { memory: memoryDays, quiet: quietDeliveries, until }),
    gone: () => eachStretch(scope, (period) => goneSql(period, quietDeliveries)),
    shared: () => sharedSql(scope),
  }[question.measure as 'age' | 'cleanup' | 'gone' | 'shared']();
  const columns = keys(scope);
  const numbers = ['value', ...besidesOf(question)];
  return [
    ['found', found],
    ...(isRanked(question) ? rankedParts(question, names(scope), numbers) : []),
    [
      'answer',
      `SELECT ${[...columns, ...(isRanked(question) ? ['rank', 'part'] : []), ...numbers].join(', ')}\nFROM ${isRanked(question) ? `ranked${question.top === null ? '' : `\nWHERE rank IS NULL OR rank <= ${question.top}`}` : 'found'}`,
    ],
    ...(question.shape === 'series' ? [['filled', 'SELECT * FROM answer'] as const] : []),
  ];
}

/**
 * The largest first, of shares by their lower bound: a few addresses prove little. Small groups have no rank, nor has what
 * was gone all at once: a whole scan may have lost it, and that is no praise.
 */
function rankedParts(question: Question, columns: readonly string[], numbers: readonly string[]): Part[] {
  const nothing = columns.map((column) => `${column} IS NULL`).join(' AND ');
  const isShare = numbers.includes('low');
  const praised = isShare ? ` AND NOT (${isDoubtful})` : '';
  const counts = `NOT (${nothing}) AND ips >= ${leastAddresses}${praised}`;
  return [
    [
      'ranked',
      [
        `SELECT ${[...columns, ...numbers].join(', ')},`,
        `  CASE WHEN ${counts} THEN row_number() OVER (PARTITION BY ${counts} ORDER BY ${isShare ? 'low' : 'value'} DESC, ips DESC, ${columns.join(', ')}) END AS rank,`,
        `  CASE WHEN ${nothing} THEN 'none' ELSE 'ranked' END AS part`,
        `FROM found\nWHERE (${nothing}) OR ips >= ${leastAddresses}`,
      ].join('\n'),
    ],
  ];
}

/** More than half of those that are gone were last seen on one same day. */
const isDoubtful = 'coalesce(at_once > 0.5, false)';
