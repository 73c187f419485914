import { dimensions, measures } from '@stats-portal/catalog';
import { type Filter } from '@stats-portal/query';
import { isVariable, type SavedGrain, type StatsQuery } from '../query.ts';
import { waits } from './obstacles.ts';
import { words } from './words.ts';

const { sentence } = words;

/**
 * The question as one sentence: "Reported addresses per day by ASN, where Taxonomy is one of vulnerable; the 10 largest
 * and the remaining". `grain` is what "automatic" came to, where that is known.
 */
export function inWords(query: StatsQuery, grain: SavedGrain = query.grain): string {
  const { shape, where, top, remaining, compare, movingMedian, closed } = query;
  const filters = where.filter((filter) => !waits(filter)).map(filterInWords);
  const counted = `${what(query)}${shape === 'trend' ? '' : ` ${sentence.per[grain]}`}${grouped(query)}`;
  return [
    `${shape === 'trend' ? sentence.trend(counted) : counted}${filters.length > 0 ? sentence.where(filters) : ''}`,
    ...(top === null ? [] : [sentence.top(top, remaining && shape !== 'trend')]),
    ...(compare === 'none' ? [] : [sentence.compare[compare]]),
    ...(movingMedian === null ? [] : [sentence.median(movingMedian)]),
    ...(closed === null ? [] : [closed ? sentence.closed : sentence.open]),
  ].join('; ');
}

function what({ measure }: StatsQuery): string {
  return isVariable(measure) ? measure : measures[measure].label;
}

function grouped({ by }: StatsQuery): string {
  return by.length === 0 ? '' : sentence.by(by.map((name) => (isVariable(name) ? name : dimensions[name].label)));
}

function filterInWords({ dimension, operator, values }: Filter): string {
  return [dimensions[dimension].label, words.where.operators[operator].label, sentence.or(values)]
    .filter((part) => part !== '')
    .join(' ');
}
