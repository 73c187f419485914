const blocks = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'];
const heights = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** A bar of up to `width` characters, to an eighth of one. */
export function bar(value: number, largest: number, width: number): string {
  if (!(value > 0) || !(largest > 0)) {
    return '';
  }
  const eighths = Math.max(1, Math.round((Math.min(value, largest) / largest) * width * 8));
  return '█'.repeat(Math.floor(eighths / 8)) + blocks[eighths % 8]!;
}

/** A line of one character per value; a gap stays a gap. */
export function sparkline(values: ReadonlyArray<number | null>): string {
  const known = values.filter((value) => value !== null);
  const most = Math.max(...known, 0);
  return values
    .map((value) =>
      value === null ? ' ' : heights[most === 0 ? 0 : Math.round((value / most) * (heights.length - 1))]!
    )
    .join('');
}
