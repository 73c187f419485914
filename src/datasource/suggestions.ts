import type { DimensionName } from '@stats-portal/catalog';
import { addDays, parseQuestion, printValues, type Filter } from '@stats-portal/query';
import type { Cell } from './columns.ts';
import type { KnownValue, Portal } from './query.ts';

/** How many days suggestions are looked for in. */
const suggestionDays = 90;

/** What is searched: values of the dimension that contain the text, of rows that the filters leave. */
export interface Search {
  readonly dimension: DimensionName;
  readonly search: string;
  /** Without variables. */
  readonly where: readonly Filter[];
  readonly limit: number;
}

/** Values by popularity. Throws a QuestionError for filters that cannot be asked. */
export function suggestionsSql(
  { dimension, search, where, limit }: Search,
  { completeUntil, closedUntil }: Portal
): string {
  const to = completeUntil ?? closedUntil ?? new Date().toISOString().slice(0, 10);
  // The newest days are not complete, but they may have a value that is new.
  const days = { from: addDays(to, -suggestionDays), to: addDays(to, 31) };
  const question = parseQuestion({ measure: 'events', by: [dimension], where, ...days });
  return printValues({ dimension, search, where: question.where, ...days, limit });
}

export function readSuggestions(rows: ReadonlyArray<Readonly<Record<string, Cell>>>): KnownValue[] {
  return rows.map(({ value, events }) => ({
    value: value === null || value === undefined ? null : String(value),
    events: Number(events),
  }));
}
