/** An IP address: one word of 32 bits for IPv4, four for IPv6, the highest first. */
export type Words = readonly number[];

/** A network of one of the families: its first address, and how many bits all of its addresses share. */
export interface Network {
  readonly words: Words;
  readonly length: number;
}

/** The number of words, each of 32 bits, in an address of a family. */
export const widths = { 4: 1, 6: 4 } as const;

/**
 * Reads an address as PostgreSQL prints inet; null if it is none. The length of a network after it is not looked at. An
 * IPv4 address that is written as IPv6 (::ffff:192.0.2.1) is the IPv4 address: it is the same host.
 */
export function parseAddress(text: string): Words | null {
  const slash = text.indexOf('/');
  const words = parseWritten(slash === -1 ? text : text.slice(0, slash));
  return words !== null && isMapped(words) ? [words[3]!] : words;
}

/** Reads `ADDRESS/LENGTH`, also if bits after the length are set; null if it is none. Mapped addresses stay as written. */
export function parseNetwork(text: string): Network | null {
  const slash = text.indexOf('/');
  const digits = text.slice(slash + 1);
  const words = slash === -1 || !/^\d{1,3}$/.test(digits) ? null : parseWritten(text.slice(0, slash));
  const length = Number(digits);
  return words === null || length > bits(words) ? null : { words, length };
}

/** The network that an address is in: bits after the length are zero. */
export function normalised({ words, length }: Network): Network {
  return { words: words.map((word, position) => (word & maskOf(length - 32 * position)) >>> 0), length };
}

/** Whether no bit after the length is set. */
export function isNormal({ words, length }: Network): boolean {
  return words.every((word, position) => (word & ~maskOf(length - 32 * position)) === 0);
}

/** The IPv4 network that this IPv6 network is another spelling of, if it is one. */
export function unmapped({ words, length }: Network): Network | null {
  return isMapped(words) && length >= 96 ? { words: [words[3]!], length: length - 96 } : null;
}

/** The last address of a network. */
export function lastOf({ words, length }: Network): Words {
  return words.map((word, position) => (word | ~maskOf(length - 32 * position)) >>> 0);
}

/** As it is written everywhere: 192.0.2.0/24, 2001:db8::/32 (RFC 5952). */
export function printNetwork({ words, length }: Network): string {
  return `${words.length === widths[4] ? printIPv4(words[0]!) : printIPv6(words)}/${length}`;
}

function bits(words: Words): number {
  return 32 * words.length;
}

function isMapped(words: Words): boolean {
  return words.length === widths[6] && words[0] === 0 && words[1] === 0 && words[2] === 0xffff;
}

/** The first `length` of 32 bits. */
function maskOf(length: number): number {
  return length >= 32 ? -1 : length <= 0 ? 0 : -1 << (32 - length);
}

function parseWritten(text: string): Words | null {
  return text.includes(':') ? parseIPv6(text) : parseIPv4(text);
}

/** Character by character: a large constituency has a hundred thousand of them. */
function parseIPv4(text: string): Words | null {
  let word = 0;
  let byte = -1;
  let dots = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (character === 46 && byte >= 0) {
      word = word * 256 + byte;
      byte = -1;
      dots++;
    } else if (character >= 48 && character <= 57 && byte !== 0) {
      byte = Math.max(byte, 0) * 10 + character - 48;
    } else {
      // A zero before other digits means octal to some programs.
      return null;
    }
    if (byte > 255) {
      return null;
    }
  }
  return dots === 3 && byte >= 0 ? [word * 256 + byte] : null;
}

function parseIPv6(text: string): Words | null {
  const halves = text.split('::');
  const [head, tail] = halves.map((half, position) =>
    half === '' ? [] : groupsOf(half, position + 1 === halves.length)
  );
  if (halves.length > 2 || head === undefined || head === null || tail === null) {
    return null;
  }
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (tail === undefined ? missing !== 0 : missing < 1) {
    return null;
  }
  const groups = [...head, ...Array.from({ length: missing }, () => 0), ...(tail ?? [])];
  return [0, 2, 4, 6].map((position) => groups[position]! * 2 ** 16 + groups[position + 1]!);
}

/** At the end of the address there may be an IPv4 address, which stands for two groups. */
function groupsOf(text: string, isEnd: boolean): number[] | null {
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [position, part] of parts.entries()) {
    if (/^[0-9a-f]{1,4}$/i.test(part)) {
      groups.push(Number.parseInt(part, 16));
      continue;
    }
    const last = isEnd && position === parts.length - 1 ? parseIPv4(part) : null;
    if (last === null) {
      return null;
    }
    groups.push(last[0]! >>> 16, last[0]! & 0xffff);
  }
  return groups;
}

function printIPv4(word: number): string {
  return [24, 16, 8, 0].map((shift) => (word >>> shift) & 255).join('.');
}

function printIPv6(words: Words): string {
  const groups = words.flatMap((word) => [word >>> 16, word & 0xffff]);
  const { start, length } = longestZeros(groups);
  const print = (some: readonly number[]): string => some.map((group) => group.toString(16)).join(':');
  return length < 2 ? print(groups) : `${print(groups.slice(0, start))}::${print(groups.slice(start + length))}`;
}

function longestZeros(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  for (const [position, group] of groups.entries()) {
    if (group !== 0) {
      start = position + 1;
    } else if (position + 1 - start > best.length) {
      best = { start, length: position + 1 - start };
    }
  }
  return best;
}
