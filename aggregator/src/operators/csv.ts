import { CsvError, parse, type Info } from 'csv-parse/sync';

/** Something that cannot be right, and where. */
export interface Fault {
  /** As editors count them, from 1. */
  readonly line: number;
  readonly reason: string;
}

interface Row {
  /** Where it begins: a text in quotes may go over several lines. */
  readonly line: number;
  readonly fields: readonly string[];
}

/** The rows of a CSV file, up to the place where its quotes go wrong: what comes after that has no meaning. */
export interface Rows {
  readonly rows: readonly Row[];
  readonly fault: Fault | null;
}

/**
 * Reads CSV as RFC 4180 has it, with a byte order mark or without, any ends of lines, and commas, semicolons or tabs
 * between the fields: the one that comes first in the header. Empty lines and lines that begin with # are left out.
 */
export function readRows(text: string): Rows {
  // The parser counts \r\n within quotes as two lines.
  const lines = text.replace(/^\ufeff/, '').replaceAll(/\r\n?/g, '\n');
  const rows: Row[] = [];
  let end = 0;
  try {
    parse(lines, {
      comment: '#',
      comment_no_infix: true,
      delimiter: delimiterOf(lines),
      relax_column_count: true,
      skip_empty_lines: true,
      // Rows are kept as they come: an error must not take those before it along.
      on_record(fields: string[], context: Pick<Info, 'lines'>) {
        end = context.lines;
        rows.push({ line: end - newlinesIn(fields), fields });
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) {
      throw error;
    }
    return { rows, fault: { line: lineOf(error, lines, end), reason: reasonOf(error) } };
  }
  return { rows, fault: null };
}

function delimiterOf(text: string): string {
  const header = text.split('\n').find(isRow) ?? '';
  return /[,;\t]/.exec(header)?.[0] ?? ',';
}

function isRow(line: string): boolean {
  return line !== '' && !line.startsWith('#');
}

function newlinesIn(fields: readonly string[]): number {
  return fields.join('').split('\n').length - 1;
}

/** A quote that is never closed is found at the end of the text only: its row is the one after the last whole row. */
function lineOf(error: CsvError, text: string, end: number): number {
  if (error.code !== 'CSV_QUOTE_NOT_CLOSED') {
    return Number(error.lines);
  }
  return end + 1 + text.split('\n').slice(end).findIndex(isRow);
}

function reasonOf({ code }: CsvError): string {
  const rest = 'The lines after it were not looked at.';
  return code === 'CSV_QUOTE_NOT_CLOSED'
    ? `a quote is opened in this row and never closed. ${rest}`
    : `a quote stands in the middle of a text: such a text is put in quotes, and each quote in it doubled. ${rest}`;
}
