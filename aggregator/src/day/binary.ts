// The binary format of COPY. Source: https://www.postgresql.org/docs/current/sql-copy.html, "Binary Format"

/** Signature, flags, length of the header's extension: before the first row. */
const beginning = Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)]);
/** After the last row: a row of -1 fields. */
const end = Buffer.from([0xff, 0xff]);
/**
 * Bytes of a piece that make a write, and room for the row that goes beyond. Larger pieces were no faster, and the
 * program's memory grew by 20 MB.
 */
const enough = 1 << 14;
const pieceSize = enough + (1 << 10);
/** PostgreSQL counts days from 2000-01-01. */
const epoch = Date.UTC(2000, 0, 1);

/** A field: the length of its bytes, then the bytes. */
export function field(bytes: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

export const nullField = Buffer.from([0xff, 0xff, 0xff, 0xff]);

export function smallintField(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return field(bytes);
}

export function bigintField(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(value);
  return field(bytes);
}

/** Start of a day, `YYYY-MM-DD`, as a timestamp without time zone. */
export function dayField(day: string): Buffer {
  return bigintField(BigInt(Date.parse(`${day}T00:00:00Z`) - epoch) * 1000n);
}

/** What stands before the fields of a row: their number. */
export function fieldCount(fields: number): Buffer {
  return smallintField(fields).subarray(4);
}

/**
 * Rows one after the other, as pieces of bytes. Written through a view and `set`: Buffer's own methods check their
 * arguments each time, which took twice as long.
 */
export class BinaryRows {
  #piece = new Uint8Array(pieceSize);
  #view = new DataView(this.#piece.buffer);
  #at = 0;

  constructor() {
    this.add(beginning);
  }

  /** Bytes that are whole fields. */
  add(fields: Uint8Array): void {
    this.#room(fields.length);
    this.#piece.set(fields, this.#at);
    this.#at += fields.length;
  }

  addNull(): void {
    this.#room(4);
    this.#view.setInt32(this.#at, -1);
    this.#at += 4;
  }

  /** A field of type integer. */
  addInteger(value: number): void {
    this.#room(8);
    this.#view.setInt32(this.#at, 4);
    this.#view.setInt32(this.#at + 4, value);
    this.#at += 8;
  }

  /** The bytes so far if they are enough for a write, and a new piece begins; null if they are not. */
  take(): Uint8Array | null {
    return this.#at < enough ? null : this.#cut(pieceSize);
  }

  /** The last bytes; nothing may follow. */
  finish(): Uint8Array {
    this.add(end);
    return this.#cut(0);
  }

  #cut(next: number): Uint8Array {
    const piece = this.#piece.subarray(0, this.#at);
    this.#begin(new Uint8Array(next));
    this.#at = 0;
    return piece;
  }

  #begin(piece: Uint8Array<ArrayBuffer>): void {
    this.#piece = piece;
    this.#view = new DataView(piece.buffer);
  }

  /** A single text may be larger than a piece. */
  #room(bytes: number): void {
    if (this.#at + bytes > this.#piece.length) {
      const longer = new Uint8Array(2 * (this.#piece.length + bytes));
      longer.set(this.#piece.subarray(0, this.#at));
      this.#begin(longer);
    }
  }
}
