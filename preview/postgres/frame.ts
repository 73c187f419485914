import type { Answer } from '../../aggregator/src/database/database.ts';

export type Value = string | number | boolean | null;

export type FieldType = 'time' | 'number' | 'string' | 'boolean' | 'other';

/** A column of a data frame. Times are milliseconds. */
export interface Field {
  readonly name: string;
  readonly type: FieldType;
  readonly typeInfo: { readonly frame: string; readonly nullable: boolean };
  readonly labels?: Readonly<Record<string, string>>;
  readonly values: readonly Value[];
}

interface Conversion {
  readonly type: FieldType;
  readonly frame: string;
  readonly convert: (text: string) => Value;
}

const number = (frame: string): Conversion => ({ type: 'number', frame, convert: finite });

const time: Conversion = { type: 'time', frame: 'time', convert: milliseconds };

const other: Conversion = { type: 'other', frame: 'json.RawMessage', convert: (text) => JSON.parse(text) as Value };

/** By the type's number in pg_type; every other type is text, as in Grafana. */
const conversions: Readonly<Record<number, Conversion>> = {
  16: { type: 'boolean', frame: 'bool', convert: (text) => text === 't' || text === 'true' },
  20: number('int64'),
  21: number('int16'),
  23: number('int32'),
  700: number('float64'),
  701: number('float64'),
  1700: number('float64'),
  1082: time,
  1114: time,
  1184: time,
  114: other,
  3802: other,
};

const text: Conversion = { type: 'string', frame: 'string', convert: (value) => value };

/** The answer's columns with their values, at most `rowLimit` of them. */
export function toFields({ columns, rows }: Answer, rowLimit: number): Field[] {
  const kept = rows.slice(0, rowLimit);
  return columns.map(({ name, type: oid }, index) => {
    const { type, frame, convert } = conversions[oid] ?? text;
    const values = kept.map((row) => (row[index] === null ? null : convert(row[index]!)));
    return { name, type, typeInfo: { frame, nullable: true }, values };
  });
}

/** JSON has no NaN and no infinity. */
function finite(value: string): number | null {
  const converted = Number(value);
  return Number.isFinite(converted) ? converted : null;
}

/** `2026-01-31`, `2026-01-31 10:00:00` (both read as UTC) or with an offset such as `+00`. */
function milliseconds(value: string): number | null {
  const [, day, clock = '00:00:00', zone = 'Z'] = /^(\S+?)(?: ([\d:.]+)([+-]\S+)?)?$/.exec(value) ?? [];
  const offset = /^[+-]\d\d$/.test(zone) ? `${zone}:00` : zone;
  const instant = Date.parse(`${day}T${clock}${offset}`);
  return Number.isNaN(instant) ? null : instant;
}
