import { parseNetwork } from '../operators/address.ts';

/** PostgreSQL's numbers of the families, in its binary form of inet. */
const families = { 1: 2, 4: 3 } as const;

/** The binary form of an address that PostgreSQL printed: family, bits of the network, "no cidr", length, address. */
export function inetBytes(text: string): Buffer {
  const full = text.includes('/') ? text : `${text}/${text.includes(':') ? 128 : 32}`;
  const { words, length } = parseNetwork(full)!;
  const bytes = Buffer.alloc(4 + 4 * words.length);
  bytes.set([families[words.length as 1 | 4], length, 0, 4 * words.length]);
  words.forEach((word, position) => bytes.writeUInt32BE(word, 4 + 4 * position));
  return bytes;
}
