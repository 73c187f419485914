const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
const escaped: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** NULL in the text format of COPY. */
export const copyNull = '\\N';

/**
 * One row in the text format of PostgreSQL's COPY, with its line end; null is NULL.
 * Source: https://www.postgresql.org/docs/current/sql-copy.html, "Text Format"
 */
export function copyLine(values: ReadonlyArray<string | null>): string {
  return `${values.map((value) => (value === null ? copyNull : escape(value))).join('\t')}\n`;
}

/** A value as COPY writes and reads it, its UTF-8 bytes as characters; null is NULL. */
export function copyText(value: string | null): string {
  return value === null ? copyNull : Buffer.from(escape(value), 'utf8').toString('latin1');
}

/** The value of a text that COPY wrote, given as characters of its UTF-8 bytes: the opposite of `copyText`. */
export function textOfCopy(text: string): string | null {
  return valueOfCopy(Buffer.from(text, 'latin1').toString('utf8'));
}

/** The value of a field that COPY wrote. */
export function valueOfCopy(text: string): string | null {
  return text === copyNull ? null : text.replace(/\\(.)/gs, (_, character: string) => escaped[character] ?? character);
}

function escape(value: string): string {
  return value.replace(/[\\\n\r\t]/g, (character) => escapes[character]!);
}
