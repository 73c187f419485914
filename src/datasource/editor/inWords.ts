import { type Filter } from '@stats-portal/query';
import { catalogWords } from '../catalogWords.ts';
import { isVariable, type SavedGrain, type StatsQuery } from '../query.ts';
import { waits } from './obstacles.ts';
import { words } from './words.ts';

const { sentence } = words;

/**
 * The question as one sentence: "Reported addresses per day by ASN, where Taxonomy is one of vulnerable; the 10 largest
 * and the remaining". `grain` is what "automatic" came to, where that is known.
 */
export function inWords(query: StatsQuery, grain: SavedGrain = query.grain): string {
  const { shape, where, top, remaining, compare, movingMedian, expected, closed, gaps } = query;
  const filters = where.filter((filter) => !waits(filter)).map(filterInWords);
  const counted = [what(query), ...(shape === 'trend' ? [] : [sentence.per[grain]]), ...grouped(query)].join(' ');
  return [
    [
      shape === 'trend' ? sentence.trend({ counted }) : counted,
      ...(filters.length === 0 ? [] : [sentence.where({ filters: filters.join(` ${sentence.and} `) })]),
    ].join(', '),
    ...(top === null
      ? []
      : [(remaining && shape !== 'trend' ? sentence.topAndRemaining : sentence.top)({ count: top })]),
    ...(compare === 'none' ? [] : [sentence.compare[compare]]),
    ...(movingMedian === null ? [] : [sentence.median({ count: movingMedian })]),
    ...(expected ? [sentence.expected] : []),
    ...(closed === null ? [] : [closed ? sentence.closed : sentence.open]),
    ...(gaps === 'show' ? [] : [sentence.ignored]),
  ].join('; ');
}

function what({ measure }: StatsQuery): string {
  return isVariable(measure) ? measure : catalogWords.measures[measure].label;
}

function grouped({ by }: StatsQuery): string[] {
  const labels = by.map((name) => (isVariable(name) ? name : catalogWords.dimensions[name].label));
  return labels.length === 0 ? [] : [sentence.by({ dimensions: labels.join(', ') })];
}

function filterInWords({ dimension, operator, values }: Filter): string {
  return [
    catalogWords.dimensions[dimension].label,
    words.where.operators[operator].label,
    values.join(` ${sentence.or} `),
  ]
    .filter((part) => part !== '')
    .join(' ');
}
