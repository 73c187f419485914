import { measures, type DimensionName } from '@stats-portal/catalog';
import { sourceOf, type Plan, type Question } from '@stats-portal/query';
import { noneText } from './interpolate.ts';
import { catalogWords } from './catalogWords.ts';
import type { Cell } from './columns.ts';
import type { Answered } from './frames.ts';
import { words } from './words.ts';

/** How a row is called that stands for all that are not among the N largest. */
const remainingText = 'remaining';

/** A value of a dimension as it is read. */
export function valueText(cell: Cell): string {
  return cell === null || cell === undefined ? noneText : String(cell);
}

/** "vulnerable / weak-crypto", "(none)", "remaining"; the measure's label where nothing is grouped by. */
export function rowName(question: Question, cells: readonly Cell[], part: Cell | undefined): string {
  if (part === 'remaining') {
    return remainingText;
  }
  if (part === 'none') {
    return noneText;
  }
  return cells.length === 0 ? measures[question.measure].label : cells.map(valueText).join(' / ');
}

/** What the number is, with its worth where it is not exact. */
export function measureName({ question, exactness }: Plan): string {
  return `${measures[question.measure].label}${exactness.kind === 'exact' ? '' : ' (at most)'}`;
}

/** How the number is counted, and what it rests on. */
export function measureDescription({ plan, closedUntil }: Pick<Answered, 'plan' | 'closedUntil'>): string {
  const { question, exactness } = plan;
  const { described } = words;
  const texts = [
    catalogWords.measures[question.measure].description,
    exactness.kind === 'exact'
      ? described.exact({ from: sourceOf(plan).label })
      : described.atMost({ reason: exactness.reason }),
    ...(closedUntil ? [described.closed({ day: closedUntil })] : []),
  ];
  return texts.join(' ');
}

/** The dimension's description, with what an empty value means. */
export function dimensionDescription(name: DimensionName): string {
  const { description, none } = catalogWords.dimensions[name];
  return `${description} ${noneText}: ${none}`;
}
