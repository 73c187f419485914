import Table from 'cli-table3';
import { stringify } from 'csv-stringify/sync';
import type { Answer } from '../database/database.ts';

export const formats = ['table', 'csv', 'json'] as const;

export type Format = (typeof formats)[number];

/** PostgreSQL's type numbers that are numbers in JSON too, as long as they fit. */
const numberTypes = new Set([20, 21, 23, 26, 700, 701]);
const booleanType = 16;

export type JsonValue = string | number | boolean | null;

/** A value as JSON has it: numbers where they are exact, text where they are not (numeric, bigints beyond 2^53). */
export function jsonValue(text: string | null, type: number): JsonValue {
  if (text === null) {
    return null;
  }
  if (type === booleanType) {
    return text === 't' || text === 'true';
  }
  if (!numberTypes.has(type)) {
    return text;
  }
  const number = Number(text);
  return Number.isFinite(number) && (type !== 20 || Number.isSafeInteger(number)) ? number : text;
}

/** An array of row objects. */
export function toObjects(answer: Answer): Array<Record<string, JsonValue>> {
  return answer.rows.map((row) =>
    Object.fromEntries(answer.columns.map(({ name, type }, position) => [name, jsonValue(row[position]!, type)]))
  );
}

export function toCsv(answer: Answer): string {
  return stringify([answer.columns.map(({ name }) => name), ...answer.rows]);
}

/** A table for people. Numbers stand right, `none` stands for NULL. */
export function toTable(
  answer: Answer,
  options: { readonly none?: string; readonly extra?: { name: string; cells: readonly string[] } } = {}
): string {
  const { none = '', extra } = options;
  const table = new Table({
    head: [...answer.columns.map(({ name }) => name), ...(extra === undefined ? [] : [extra.name])],
    colAligns: answer.columns.map(({ type }) => (numberTypes.has(type) ? 'right' : 'left')),
    style: { head: [], border: [], compact: true },
    chars: {
      mid: '',
      'left-mid': '',
      'mid-mid': '',
      'right-mid': '',
      top: '',
      'top-mid': '',
      'top-left': '',
      'top-right': '',
      bottom: '',
      'bottom-mid': '',
      'bottom-left': '',
      'bottom-right': '',
      left: '',
      right: '',
      middle: '  ',
    },
  });
  for (const [position, row] of answer.rows.entries()) {
    const cells = row.map((value, column) => shown(value, answer.columns[column]!.type, none));
    table.push([...cells, ...(extra === undefined ? [] : [extra.cells[position] ?? ''])]);
  }
  return `${table.toString()}\n`;
}

function shown(value: string | null, type: number, none: string): string {
  if (value === null) {
    return none;
  }
  const fraction = type === 700 || type === 701;
  const printed = fraction && Number.isFinite(Number(value)) ? fractionWords(Number(value)) : value;
  // A value may hold anything: control characters must not reach the terminal.
  return printed.replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, '\u00b7');
}

function fractionWords(value: number): string {
  return Math.abs(value) >= 1 || value === 0 ? value.toFixed(1) : value.toPrecision(2);
}
