/** A line that was not loaded. */
export interface Refusal {
  /** As it was named; `-` is standard input. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly reason: string;
}

/** What became of the lines. Blank lines count nowhere; `read` is `loaded` and `refused` together. */
export interface LoadResult {
  readonly read: number;
  readonly loaded: number;
  readonly refused: number;
  /** The first of the refused lines, by file and line. */
  readonly refusals: readonly Refusal[];
  /** Keys that are no column of the table, with the number of lines that have them; after the first few in one sum. */
  readonly ignoredKeys: ReadonlyMap<string, number>;
}

/** So many refusals and keys are kept: a file may be wrong from end to end. */
const kept = 20;
const longestKey = 80;
const otherKeys = '(other keys)';

/** Counts lines, of a file or of all. */
export class Tally {
  read = 0;
  loaded = 0;
  refused = 0;
  readonly #refusals: Refusal[] = [];
  readonly #ignoredKeys = new Map<string, number>();

  refuse(refusal: Refusal): void {
    this.refused += 1;
    if (this.#refusals.length < kept) {
      this.#refusals.push(refusal);
    }
  }

  ignore(keys: Iterable<string>, lines = 1): void {
    for (const name of keys) {
      const key = name.slice(0, longestKey);
      const known = this.#ignoredKeys.has(key) || this.#ignoredKeys.size < kept ? key : otherKeys;
      this.#ignoredKeys.set(known, (this.#ignoredKeys.get(known) ?? 0) + lines);
    }
  }

  /** Adds the counts of the next file. */
  add(file: Tally): void {
    this.read += file.read;
    this.loaded += file.loaded;
    this.refused += file.refused;
    // What the database refused is known later than what was refused before it.
    const inOrder = file.#refusals.toSorted((a, b) => a.line - b.line);
    this.#refusals.push(...inOrder.slice(0, kept - this.#refusals.length));
    for (const [key, lines] of file.#ignoredKeys) {
      this.ignore([key], lines);
    }
  }

  result(): LoadResult {
    const { read, loaded, refused } = this;
    return { read, loaded, refused, refusals: this.#refusals, ignoredKeys: this.#ignoredKeys };
  }
}
