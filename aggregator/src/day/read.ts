import { copyNull } from '../events/copy.ts';
import { Integers, Pairs } from './numbers.ts';

/** The events of one day as numbers, the different texts beside them. */
export interface DayEvents {
  readonly count: number;
  /** Whether places say whose they are: no rollup by operators is made without. */
  readonly isAttributed: boolean;
  /** Each different combination of text columns once, as COPY prints it: tabs between, UTF-8 bytes as characters. */
  readonly tuples: readonly string[];
  /** Each different combination of ASN, network and AS name once, likewise. */
  readonly places: readonly Place[];
  /** The different addresses, and the number of events that have none. */
  readonly addresses: Addresses;
  readonly withoutAddress: number;
  /** Of each event: the number of its tuple, its place, its port (or `noPort`) and its address (-1: none). */
  readonly tuple: Int32Array;
  readonly place: Int32Array;
  readonly port: Int32Array;
  readonly address: Int32Array;
  /** Of each event: the step of its lag (`lagSteps`), or `noPort`: not known. */
  readonly arrival: Int32Array;
}

/** By number. An IPv4 address is a number itself; all others are texts. */
export interface Addresses {
  readonly count: number;
  /** Of each: the address with the sign of its highest bit, or its place among the texts. */
  readonly values: Int32Array;
  /** Of each: 0 for IPv4, 1 for a text. */
  readonly kinds: Int32Array;
  readonly texts: readonly string[];
}

export interface Place {
  readonly asn: string;
  /** In PostgreSQL's binary form, printed as a bytea. */
  readonly network: string;
  readonly asName: string;
  /** Key of the operator; NULL until the place is attributed to one (`attribute`). */
  readonly operator: string;
}

/** No port, or no other number: one that none has. */
export const noPort = -(2 ** 31);

const tab = 9;
const newline = 10;
const dot = 46;
const zero = 48;
const minus = 45;

/**
 * Reads the rows of `daySelect` in COPY's text format, in pieces of any size. Memory: 20 bytes an event, and each
 * different text and address once.
 */
export async function readDay(pieces: AsyncIterable<Uint8Array>): Promise<DayEvents> {
  const reader = new DayReader();
  let rest: Buffer | null = null;
  for await (const piece of pieces) {
    const bytes: Buffer = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    rest = reader.read(rest === null ? bytes : Buffer.concat([rest, bytes]));
  }
  return reader.events();
}

class DayReader {
  readonly #tuples = new Map<string, number>();
  readonly #places = new Map<string, number>();
  readonly #addresses = new Pairs();
  readonly #longAddresses = new Map<string, number>();
  #withoutAddress = 0;
  readonly #tuple = new Integers();
  readonly #place = new Integers();
  readonly #port = new Integers();
  readonly #address = new Integers();
  readonly #arrival = new Integers();

  /** Takes the whole lines; what is left of the last one comes back, to stand before the next piece. */
  read(bytes: Buffer): Buffer | null {
    let start = 0;
    for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, start)) {
      this.#line(bytes, start, end);
      start = end + 1;
    }
    // A copy: the stream may use its memory again.
    return start === bytes.length ? null : Buffer.from(bytes.subarray(start));
  }

  events(): DayEvents {
    return {
      count: this.#tuple.length,
      isAttributed: false,
      tuples: [...this.#tuples.keys()],
      places: [...this.#places.keys()].map(placeOf),
      addresses: {
        count: this.#addresses.size,
        values: this.#addresses.firsts,
        kinds: this.#addresses.seconds,
        texts: [...this.#longAddresses.keys()],
      },
      withoutAddress: this.#withoutAddress,
      tuple: this.#tuple.values,
      place: this.#place.values,
      port: this.#port.values,
      address: this.#address.values,
      arrival: this.#arrival.values,
    };
  }

  /** Texts, ASN, network, AS name, arrival, port, address: the last six are found from the end, as texts are many. */
  #line(bytes: Buffer, start: number, end: number): void {
    const beforeAddress = tabBefore(bytes, end);
    const beforePort = tabBefore(bytes, beforeAddress);
    const beforeArrival = tabBefore(bytes, beforePort);
    const beforeName = tabBefore(bytes, beforeArrival);
    const beforeNetwork = tabBefore(bytes, beforeName);
    const beforeAsn = tabBefore(bytes, beforeNetwork);
    this.#tuple.push(numberOf(this.#tuples, bytes.toString('latin1', start, beforeAsn)));
    this.#place.push(numberOf(this.#places, bytes.toString('latin1', beforeAsn + 1, beforeArrival)));
    this.#arrival.push(numberIn(bytes, beforeArrival + 1, beforePort));
    this.#port.push(numberIn(bytes, beforePort + 1, beforeAddress));
    this.#address.push(this.#numberOfAddress(bytes, beforeAddress + 1, end));
  }

  #numberOfAddress(bytes: Buffer, start: number, end: number): number {
    if (isNull(bytes, start)) {
      this.#withoutAddress++;
      return -1;
    }
    let address = 0;
    let byte = 0;
    for (let at = start; at < end; at++) {
      const character = bytes[at]!;
      if (character === dot) {
        address = (address << 8) | byte;
        byte = 0;
      } else if (character >= zero && character <= zero + 9) {
        byte = byte * 10 + character - zero;
      } else {
        // IPv6, or an address with the length of its network: different values to PostgreSQL too.
        return this.#addresses.number(numberOf(this.#longAddresses, bytes.toString('latin1', start, end)), 1);
      }
    }
    return this.#addresses.number((address << 8) | byte, 0);
  }
}

function placeOf(text: string): Place {
  const [asn, network, asName] = text.split('\t') as [string, string, string];
  return { asn, network, asName, operator: copyNull };
}

/** Position of the last tab before `end`. Inside of values COPY writes tabs as \t. */
function tabBefore(bytes: Buffer, end: number): number {
  let at = end - 1;
  while (bytes[at] !== tab) {
    at--;
  }
  return at;
}

function isNull(bytes: Buffer, start: number): boolean {
  return bytes[start] === 92;
}

/** A whole number; `noPort` where there is none. */
function numberIn(bytes: Buffer, start: number, end: number): number {
  if (isNull(bytes, start)) {
    return noPort;
  }
  const isNegative = bytes[start] === minus;
  let number = 0;
  for (let at = isNegative ? start + 1 : start; at < end; at++) {
    number = number * 10 + bytes[at]! - zero;
  }
  return isNegative ? -number : number;
}

function numberOf(known: Map<string, number>, text: string): number {
  const number = known.get(text);
  if (number !== undefined) {
    return number;
  }
  known.set(text, known.size);
  return known.size - 1;
}
