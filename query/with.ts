/** A common table expression and its name; the last, nameless one is the SELECT itself. */
export type Part = readonly [name: string, sql: string];

/** The parts as one SELECT. */
export function withParts(parts: readonly Part[]): string {
  const expressions = parts.slice(0, -1).map(([name, sql]) => `${name} AS (\n${indent(sql)}\n)`);
  return `WITH ${expressions.join(', ')}\n${parts.at(-1)![1]}`;
}

export function indent(sql: string): string {
  return sql.replaceAll(/^/gm, '  ');
}
