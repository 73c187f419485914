import {
  hostDimensions,
  labels,
  measures,
  type DimensionName,
  type HostDimension,
  type PeriodName,
} from '@stats-portal/catalog';
import type { Question } from '../model.ts';

const isHostDimension = (name: DimensionName): name is HostDimension =>
  (hostDimensions as readonly DimensionName[]).includes(name);

/** Dimensions of the question that presence has not. */
export function strangers({ by, where }: Pick<Question, 'by' | 'where'>): DimensionName[] {
  return [...new Set([...by, ...where.map(({ dimension }) => dimension)])].filter((name) => !isHostDimension(name));
}

/** The dimensions that are grouped by, all of them presence's. */
export function hostDimensionsOf({ by }: Question): HostDimension[] {
  return by.filter(isHostDimension);
}

/** What cannot be asked of a whole period, with what to do instead. */
export function periodFaults(
  question: Pick<Question, 'by' | 'where' | 'grain' | 'shape' | 'compare' | 'top'> & { readonly measure: PeriodName }
): string[] {
  const { measure, by, grain, shape, compare, top } = question;
  const { label, counts } = measures[measure];
  const strange = strangers(question);
  const faults: string[] = [];
  if (strange.length > 0) {
    faults.push(`${label} is not known by ${labels(strange)}; it is by ${labels(hostDimensions)}`);
  }
  if (grain === 'day' || grain === 'year') {
    faults.push(
      `${label} is of a period: its grain is none, week, month or quarter; ips and events are counted each day`
    );
  }
  if (shape === 'trend') {
    faults.push('a trend ranking is made of what is counted each day: ips or events');
  }
  if (compare === 'last-year') {
    faults.push(`${label} is not kept for long enough to be compared with the last year`);
  }
  if (compare === 'previous' && (grain !== 'none' || !counts || measure === 'only')) {
    faults.push(
      counts && measure !== 'only'
        ? `${label} is compared with the days before as one number: its grain is then none`
        : `${label} has no comparison; ask for the earlier range by itself`
    );
  }
  if (measure === 'shared' && (by.length !== 1 || shape !== 'table' || grain !== 'none' || top !== null)) {
    faults.push(`${label} is a table of pairs: group by one dimension, such as provider, without grain and top`);
  }
  if (!counts && top !== null && grain !== 'none') {
    faults.push(`${label} of the top N is one number for the whole range: its grain is then none`);
  }
  return faults;
}
