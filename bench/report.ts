import { cpus, totalmem } from 'node:os';

/** Which machine it was: figures of two machines cannot be compared, ratios can. */
export function machine(): string {
  const [first] = cpus();
  return `${cpus().length} cores (${first?.model ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GB, Node.js ${process.version}`;
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

export function milliseconds(value: number): string {
  return value < 10_000 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(1)} s`;
}

/** A Markdown table, as docs/performance.md has them. */
export function printTable(
  title: string,
  rows: ReadonlyArray<readonly string[]>,
  names: readonly string[] = ['what', 'figure', 'ratio']
): void {
  const width = Math.max(...rows.map((row) => row.length));
  const head = names.slice(0, width);
  const lines = [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`);
  process.stdout.write(`### ${title}\n\n${lines.join('\n')}\n\n`);
}
