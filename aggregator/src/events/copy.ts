const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * One row in the text format of PostgreSQL's COPY, with its line end; null is NULL.
 * Source: https://www.postgresql.org/docs/current/sql-copy.html, "Text Format"
 */
export function copyLine(values: ReadonlyArray<string | null>): string {
  return `${values.map((value) => (value === null ? '\\N' : escaped(value))).join('\t')}\n`;
}

function escaped(value: string): string {
  return value.replace(/[\\\n\r\t]/g, (character) => escapes[character]!);
}
