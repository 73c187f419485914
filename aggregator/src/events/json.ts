import { storable } from '@stats-portal/catalog';

/** Strings are matched so that digits inside them are left alone. */
const stringsAndNumbers = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
/** Sixteen digits or a dot among them: a double holds any fifteen. */
const perhapsInexact = /[\d.]{16}|[eE][+-]?\d{3}/;

/**
 * JSON.parse that changes no number: one that a double cannot hold arrives as its text.
 * Throws a SyntaxError as JSON.parse does.
 */
export function parseJson(text: string): unknown {
  const parsed: unknown = JSON.parse(text);
  if (!perhapsInexact.test(text)) {
    return parsed;
  }
  return JSON.parse(text.replace(stringsAndNumbers, (token) => (token.startsWith('"') ? token : exactly(token))));
}

function exactly(token: string): string {
  const digits = token.replace(/[eE].*$/, '').replace(/\D/g, '').length;
  const value = Number(token);
  const fits =
    String(value) === token || (digits <= 15 && Number.isFinite(value) && (value !== 0 || !/[1-9]/.test(token)));
  return fits ? token : `"${token}"`;
}

/** Deeper values are refused: JSON.stringify and PostgreSQL's reader both recurse. */
export const deepest = 100;

/**
 * The text of a value for a json or jsonb column. Undefined: PostgreSQL cannot hold it (half of a surrogate pair), or it
 * is nested deeper than `deepest`. NUL, which jsonb refuses and `->>` fails on, becomes the six characters `\u0000`, as
 * IntelMQ's SQL output does (https://github.com/certtools/intelmq/issues/2203).
 */
export function writeJson(value: unknown): string | undefined {
  if (!fits(value, 0)) {
    return undefined;
  }
  const text = JSON.stringify(value);
  return text.includes('\\u0000')
    ? text.replace(/\\(?:u0000|.)/g, (escape) => (escape === '\\u0000' ? '\\\\u0000' : escape))
    : text;
}

function fits(value: unknown, depth: number): boolean {
  if (typeof value === 'string') {
    return storable(value.replaceAll('\0', ''));
  }
  if (typeof value !== 'object' || value === null) {
    return true;
  }
  const inner = Array.isArray(value) ? value : Object.entries(value).flat();
  return depth < deepest && inner.every((part) => fits(part, depth + 1));
}

/** Whether a parsed JSON value is an object with keys. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
