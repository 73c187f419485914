import { isObject, parseJson } from './json.ts';
import { collect } from './fields.ts';
import { type Reader, readerOf } from './values.ts';

/** The columns that a load writes, in the order of the values. */
export interface EventColumns {
  readonly names: readonly string[];
  readonly readers: ReadonlyMap<string, Reader>;
  /** `source` and `source.geolocation` for the column `source.geolocation.cc`. */
  readonly parents: ReadonlySet<string>;
}

export type ParsedLine =
  | {
      readonly ok: true;
      /** Text forms as PostgreSQL reads them, one for each of the columns. */
      readonly values: ReadonlyArray<string | null>;
      /** Keys of the line, with a value, that are no column of the table. */
      readonly ignored: readonly string[];
    }
  | { readonly ok: false; readonly reason: string };

/** Prepares the columns of a table, given with their PostgreSQL types, for `parseEventLine`. */
export function eventColumns(types: ReadonlyMap<string, { readonly type: string }>): EventColumns {
  const names = [...types.keys()];
  const parents = names.flatMap((name) => {
    const parts = name.split('.');
    return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('.'));
  });
  return {
    names,
    readers: new Map(Array.from(types, ([name, { type }]) => [name, readerOf(name, type)])),
    parents: new Set(parents),
  };
}

/** IntelMQ takes these for "no value" in every field (intelmq.lib.message.Message). */
const nothing = new Set<unknown>([null, '', '-', 'N/A']);

/**
 * One line as IntelMQ's file output writes it, with dotted keys, nested objects or both, as values of the columns.
 * Values are checked by the type of their column; a line with one bad value is refused as a whole. What is stored is
 * what IntelMQ's SQL output would store: `extra.*` goes to the JSON column `extra`, upper and lower case follow the
 * harmonisation, surrounding blanks go, and an empty value is NULL. A key that is no column is reported in `ignored`.
 */
export function parseEventLine(text: string, columns: EventColumns): ParsedLine {
  let event: unknown;
  try {
    event = parseJson(text);
  } catch (error) {
    return { ok: false, reason: `not JSON: ${(error as Error).message}` };
  }
  if (!isObject(event)) {
    return { ok: false, reason: 'not a JSON object' };
  }
  const found = collect(event, columns);
  if ('reason' in found) {
    return { ok: false, reason: found.reason };
  }
  return valuesOf(found.fields, found.ignored, columns);
}

function valuesOf(fields: ReadonlyMap<string, unknown>, ignored: readonly string[], columns: EventColumns): ParsedLine {
  const values: Array<string | null> = [];
  let empty = true;
  for (const name of columns.names) {
    const value = fields.get(name) ?? null;
    if (nothing.has(typeof value === 'string' ? value.trim() : value)) {
      values.push(null);
      continue;
    }
    const reader = columns.readers.get(name)!;
    const result = reader.read(value);
    if (result === undefined) {
      return { ok: false, reason: `${name}: ${shortened(value)} is not ${reader.expects}` };
    }
    values.push(result);
    empty = false;
  }
  return empty ? { ok: false, reason: 'no field of the table has a value' } : { ok: true, values, ignored };
}

function shortened(value: unknown): string {
  if (typeof value === 'object') {
    return Array.isArray(value) ? 'a list' : 'an object';
  }
  const text = JSON.stringify(typeof value === 'string' ? value.slice(0, 61) : value);
  return text.length <= 62 ? text : `${text.slice(0, 60)}…`;
}
