/** A cell of a table in Markdown: a bar would end it, an angle bracket would begin HTML. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('\n', ' ');
}

/** A table in Markdown. Cells are Markdown themselves; bars and angle brackets in them are escaped. */
export function table(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** The text as code in a line. */
export function code(text: string): string {
  return `\`${text}\``;
}

/** A block of text that is shown as it is. */
export function block(text: string): string {
  return `\`\`\`text\n${text.trimEnd()}\n\`\`\``;
}

/**
 * The document with new text between `<!-- generated: NAME -->` and `<!-- end of generated: NAME -->`.
 * Throws an Error where the document has not exactly one such pair.
 */
export function withSection(document: string, name: string, text: string): string {
  const begin = `<!-- generated: ${name} -->`;
  const end = `<!-- end of generated: ${name} -->`;
  const [before, inner, ...more] = document.split(begin);
  const [, after, ...evenMore] = inner?.split(end) ?? [];
  if (before === undefined || after === undefined || more.length > 0 || evenMore.length > 0) {
    throw new Error(`there is not exactly one part between ${begin} and ${end}`);
  }
  return `${before}${begin}\n\n${text.trim()}\n\n${end}${after}`;
}
