import { storable } from '@stats-portal/catalog';
import { isNormal, normalised, parseAddress, parseNetwork, printNetwork, unmapped } from './address.ts';

/** A value, or why the text is none. */
export type Read<Value> = { readonly value: Value } | { readonly reason: string };

const highestAsn = 2 ** 32 - 1;
const longestKey = 200;
const longestName = 500;

/** `64496` or `AS64496`. */
export function readAsn(text: string): Read<number> {
  const asn = Number(/^(?:AS)?(\d{1,10})$/i.exec(text)?.[1] ?? Number.NaN);
  return asn >= 1 && asn <= highestAsn
    ? { value: asn }
    : { reason: `${quoted(text)} is not an ASN: a number from 1 to ${highestAsn}` };
}

/** A network as `printNetwork` has it. Where the text is close to one, the reason names that. */
export function readCidr(text: string): Read<string> {
  const network = parseNetwork(text);
  if (network === null) {
    return { reason: `${quoted(text)} is not a network: ${hintFor(text)}` };
  }
  if (network.length === 0) {
    return { reason: `${text} is all addresses there are` };
  }
  const ipv4 = unmapped(network);
  if (ipv4 !== null) {
    return { reason: `${text} is IPv4 written as IPv6: write ${printNetwork(normalised(ipv4))}` };
  }
  return isNormal(network)
    ? { value: printNetwork(network) }
    : { reason: `${text} is an address in the network ${printNetwork(normalised(network))}: write the network` };
}

function hintFor(text: string): string {
  const address = parseAddress(text);
  if (address !== null && !text.includes('/')) {
    return `write ${text}/${32 * address.length} for this one address`;
  }
  return text.includes('-')
    ? 'write a range as the networks that it is made of'
    : 'write it such as 192.0.2.0/24 or 2001:db8::/32';
}

/** What stands in the statistics for an operator. */
export function readKey(text: string): Read<string> {
  const key = text.trim().normalize('NFC');
  if (key === '') {
    return { reason: 'no operator' };
  }
  if (key === '(none)') {
    return { reason: '(none) is what events of no operator are called' };
  }
  if (isOtherEncoding(key)) {
    return { reason: notUtf8(key) };
  }
  return key.length > longestKey || isUnprintable(key)
    ? { reason: `${quoted(key)} is not a name of at most ${longestKey} characters on one line` }
    : { value: key };
}

/** What people read: space is a blank, wherever it was. Too long ones are cut. */
export function readName(text: string): Read<string> {
  const name = text.trim().normalize('NFC').replaceAll(/\s+/g, ' ').slice(0, longestName);
  if (isOtherEncoding(name)) {
    return { reason: notUtf8(name) };
  }
  return isUnprintable(name) ? { reason: `${quoted(name)} has control characters` } : { value: name };
}

/** A number of addresses; null where the text is empty. */
export function readAddresses(text: string): Read<number | null> {
  if (text === '') {
    return { value: null };
  }
  const addresses = Number(text);
  return /^\d{1,16}$/.test(text) && Number.isSafeInteger(addresses)
    ? { value: addresses }
    : { reason: `${quoted(text)} is not a number of addresses` };
}

/** Whether a line says that its objects are its operator's, whoever else names them. */
export function readPrimary(text: string): Read<boolean> {
  switch (text.toLowerCase()) {
    case 'yes':
      return { value: true };
    case '':
    case 'no':
      return { value: false };
    default:
      return { reason: `${quoted(text)} in the column primary is neither yes nor no` };
  }
}

/** What cannot be decoded has become this character. */
function isOtherEncoding(text: string): boolean {
  return text.includes('\ufffd');
}

function notUtf8(text: string): string {
  return `${quoted(text)} is not in UTF-8: save the file as CSV in UTF-8`;
}

function isUnprintable(text: string): boolean {
  return !storable(text) || /\p{Cc}/u.test(text);
}

/** In a message, as it would stand in JSON: control characters must not reach the terminal. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text).replaceAll(
    /[\u007f-\u009f]/g,
    (character) => `\\u00${character.charCodeAt(0).toString(16)}`
  );
}
