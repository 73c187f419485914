const epoch = Date.UTC(2000, 0, 1);
const headerLength = 19;

const readers: Readonly<Record<string, (bytes: Buffer) => string>> = {
  smallint: (bytes) => String(bytes.readInt16BE()),
  integer: (bytes) => String(bytes.readInt32BE()),
  bigint: (bytes) => String(bytes.readBigInt64BE()),
  text: (bytes) => bytes.toString('utf8'),
  inet: (bytes) => `\\x${bytes.toString('hex')}`,
  timestamp: (bytes) => new Date(epoch + Number(bytes.readBigInt64BE() / 1000n)).toISOString(),
};

/** Reads what COPY reads in its binary format: the values of each row as texts; an inet as its bytes. */
export function decode(bytes: Buffer, types: readonly string[]): Array<Array<string | null>> {
  const rows: Array<Array<string | null>> = [];
  let at = headerLength;
  const fieldCount = (): number => {
    at += 2;
    return bytes.readInt16BE(at - 2);
  };
  for (let count = fieldCount(); count !== -1; count = fieldCount()) {
    if (count !== types.length) {
      throw new Error(`a row of ${count} fields, not ${types.length}`);
    }
    rows.push(
      types.map((type) => {
        const length = bytes.readInt32BE(at);
        at += 4;
        if (length === -1) {
          return null;
        }
        at += length;
        return readers[type]!(bytes.subarray(at - length, at));
      })
    );
  }
  if (at !== bytes.length) {
    throw new Error('bytes after the end');
  }
  return rows;
}
