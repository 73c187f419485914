import type { DataFrame } from '@grafana/data';

/** One cell of an answer, as JSON carried it. */
export type Cell = string | number | boolean | null;

/** The answer's columns by name; a column that is not there is empty. */
export function columnsOf(answer: DataFrame): (name: string) => Cell[] {
  const byName = new Map(answer.fields.map(({ name, values }) => [name, values as Cell[]]));
  return (name) => byName.get(name) ?? [];
}

/** A number, whether it came as one or as a text; null for none. */
export function toNumber(cell: Cell | undefined): number | null {
  if (cell === null || cell === undefined || cell === '') {
    return null;
  }
  const number = Number(cell);
  return Number.isNaN(number) ? null : number;
}
