import { isIP } from 'node:net';
import { storable } from '@stats-portal/catalog';
import { eventFields } from './columns.ts';
import { deepest, parseJson, writeJson } from './json.ts';
import { readTimestamp } from './timestamp.ts';

/** How the values of one column are read. */
export interface Reader {
  /** Ends the sentence "source.ip: "x" is not …". */
  readonly expects: string;
  /** The text that PostgreSQL is sent. Undefined: the value does not fit. Gets neither null nor an ignored value. */
  read(value: unknown): string | undefined;
}

const ranges: Readonly<Record<string, readonly [bigint, bigint]>> = {
  smallint: [-(2n ** 15n), 2n ** 15n - 1n],
  integer: [-(2n ** 31n), 2n ** 31n - 1n],
  bigint: [-(2n ** 63n), 2n ** 63n - 1n],
};
const jsonText = `JSON that PostgreSQL can hold, of at most ${deepest} levels`;
const highestAsn = 2n ** 32n - 1n;
const highestPort = 65535n;

/**
 * The reader of a column, by the type it has in the live table, and by the spelling IntelMQ gives the field of that name.
 * Values of a type that is not known here pass as text: the database judges them.
 */
export function readerOf(name: string, type: string): Reader {
  const harmonization = eventFields[name]?.harmonization;
  const [base = type, limit] = type.split(/[()]/);
  if (name === 'extra') {
    // An object by now; the column may be of any type that takes its text.
    return { expects: jsonText, read: writeJson };
  }
  if (Object.hasOwn(ranges, base)) {
    return whole(name, base, harmonization);
  }
  switch (base) {
    case 'json':
    case 'jsonb':
      return { expects: jsonText, read: readJson };
    case 'boolean':
      return { expects: 'true or false', read: readBoolean };
    case 'real':
    case 'double precision':
      return { expects: `a number (${base})`, read: (value) => readFloat(value, base === 'real') };
    case 'inet':
    case 'cidr':
      return harmonization === 'IPAddress'
        ? { expects: 'an IPv4 or IPv6 address without a zone', read: readAddress }
        : { expects: 'a network (CIDR) or address, IPv4 or IPv6', read: readNetwork };
    default:
      return base.startsWith('timestamp')
        ? { expects: 'a date and time in ISO 8601', read: (value) => textOf(value, readTimestamp) }
        : text(base.startsWith('character') || base === 'varchar' ? limit : undefined, harmonization);
  }
}

function textOf(value: unknown, read: (text: string) => string | undefined): string | undefined {
  return typeof value === 'string' ? read(value.trim()) : undefined;
}

function text(limit: string | undefined, harmonization: string | undefined): Reader {
  const longest = limit === undefined ? Infinity : Number(limit);
  const spelled = spelling(harmonization);
  return {
    expects: `text that PostgreSQL can hold${limit === undefined ? '' : `, of at most ${limit} characters`}`,
    read(value) {
      if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
        return undefined;
      }
      const result = spelled(String(value).trim());
      // PostgreSQL counts characters, a string's length counts UTF-16 units, of which there are never fewer.
      const short = result.length <= longest || Array.from(result).length <= longest;
      return short && storable(result) ? result : undefined;
    },
  };
}

function spelling(harmonization: string | undefined): (text: string) => string {
  switch (harmonization) {
    case 'UppercaseString':
    case 'Registry':
    case 'TLP':
      return (text) => text.toUpperCase();
    case 'LowercaseString':
    case 'ClassificationTaxonomy':
    case 'ClassificationType':
    case 'FQDN':
      return (text) => text.toLowerCase();
    default:
      return (text) => text;
  }
}

function whole(name: string, type: string, harmonization: string | undefined): Reader {
  const isAsn = harmonization === 'ASN';
  const [least, most] = ranges[type]!;
  const wanted = isAsn ? highestAsn : name.endsWith('.port') ? highestPort : undefined;
  const low = wanted === undefined ? least : 0n;
  const high = wanted === undefined || wanted > most ? most : wanted;
  const because = wanted !== undefined && wanted > most ? `, all that its column of type ${type} holds` : '';
  return {
    expects: `a whole number from ${low} to ${high}${because}`,
    read(value) {
      const digits = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
      const number = textOf(digits, (text) => (isAsn ? text.replace(/^AS/i, '') : text));
      if (number === undefined || !/^-?\d{1,20}$/.test(number)) {
        return undefined;
      }
      const result = BigInt(number);
      return result >= low && result <= high ? String(result) : undefined;
    },
  };
}

function readFloat(value: unknown, single: boolean): string | undefined {
  const digits = textOf(typeof value === 'number' ? String(value) : value, (text) => text);
  if (digits === undefined || !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,4})?$/i.test(digits)) {
    return undefined;
  }
  const number = single ? Math.fround(Number(digits)) : Number(digits);
  // PostgreSQL refuses what overflows, and what underflows to zero.
  const vanished = number === 0 && /[1-9]/.test(digits.replace(/e.*$/i, ''));
  return Number.isFinite(number) && !vanished ? digits : undefined;
}

const booleans = new Map<unknown, string>([
  [1, 'true'],
  [0, 'false'],
  ['1', 'true'],
  ['0', 'false'],
  ['true', 'true'],
  ['false', 'false'],
]);

function readBoolean(value: unknown): string | undefined {
  return typeof value === 'boolean'
    ? String(value)
    : booleans.get(typeof value === 'string' ? value.trim().toLowerCase() : value);
}

function readAddress(value: unknown): string | undefined {
  return textOf(value, (text) => {
    const address = text.replace(text.includes(':') ? /\/128$/ : /\/32$/, '');
    return isIP(address) !== 0 && !address.includes('%') ? address : undefined;
  });
}

function readNetwork(value: unknown): string | undefined {
  return textOf(value, (text) => {
    const [address = '', bits, ...more] = text.split('/');
    const family = address.includes('%') ? 0 : isIP(address);
    const fits = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
    return family !== 0 && fits && more.length === 0 ? text : undefined;
  });
}

/** Text that is JSON already, as IntelMQ keeps `output`, is taken as that; any other value is written as JSON. */
function readJson(value: unknown): string | undefined {
  if (typeof value !== 'string') {
    return writeJson(value);
  }
  try {
    return writeJson(parseJson(value));
  } catch (error) {
    if (error instanceof SyntaxError) {
      return writeJson(value);
    }
    throw error;
  }
}
