import { valueOfCopy } from '../events/copy.ts';

const newline = 0x0a;

/** Rows of a COPY in text format, some at a time, each as its line. COPY writes no line end inside a row. */
export async function* copiedLines(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string[]> {
  let held: Uint8Array[] = [];
  for await (const piece of pieces) {
    const end = piece.lastIndexOf(newline);
    if (end === -1) {
      held.push(piece);
      continue;
    }
    const whole = Buffer.concat([...held, piece.subarray(0, end)]).toString('utf8');
    held = [piece.subarray(end + 1)];
    yield whole.split('\n');
  }
}

/** The values of a row. */
export function copiedValues(line: string): Array<string | null> {
  return line.split('\t').map(valueOfCopy);
}
