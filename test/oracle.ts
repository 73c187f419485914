import { isIPv6 } from 'node:net';
import { applyAliases, dimensionNames, dimensions, type AliasRule, type DimensionName } from '@stats-portal/catalog';
import { addDays, closedOnly, lengthInDays, type Filter, type Question } from '@stats-portal/query';
import type { Constituency } from '../aggregator/src/operators/constituency.ts';
import type { TestEvent } from './events.ts';

/** An event as the statistics see it: a day, a value per dimension, an address. */
export interface Counted {
  readonly day: string;
  readonly ip: string | null;
  readonly values: Readonly<Record<DimensionName, string | null>>;
}

const claim = { isPrimary: false };

/** Alpha has a network and an ASN, beta a part of that network and a host. */
export const constituency: Constituency = {
  operators: ['alpha', 'beta'].map((key) => ({ key, name: key })),
  asns: [{ ...claim, operator: 'alpha', asn: 64496, addresses: null }],
  networks: [
    { ...claim, operator: 'alpha', network: '192.0.2.0/24' },
    { ...claim, operator: 'beta', network: '192.0.2.2/31' },
    { ...claim, operator: 'beta', network: '2001:db8::1/128' },
  ],
};

/** Whose an event is by it, address by address. */
function operatorOf(address: string | null, asn: string | null): string | null {
  if (address !== null && ['192.0.2.2', '192.0.2.3', '[2001:db8::1]'].includes(address)) {
    return 'beta';
  }
  return address?.startsWith('192.0.2.') === true || asn === '64496' ? 'alpha' : null;
}

/** The truth, made without any SQL of ours. Days are UTC days. */
export function countedEvents(events: readonly TestEvent[], aliases: readonly AliasRule[]): Counted[] {
  return events.flatMap((event) => {
    const moment = event['time.source'] ?? event['time.observation'];
    return moment === undefined
      ? []
      : [{ day: moment.slice(0, 10), ip: addressOf(event), values: valuesOf(event, aliases) }];
  });
}

function addressOf(event: TestEvent): string | null {
  const ip = event['source.ip'];
  return ip === undefined ? null : isIPv6(ip) ? new URL(`http://[${ip}]`).hostname : ip;
}

function valuesOf(event: TestEvent, aliases: readonly AliasRule[]): Record<DimensionName, string | null> {
  const read = (field: string): string | null => event[field] ?? null;
  const today = applyAliases(aliases, {
    taxonomy: read('classification.taxonomy'),
    type: read('classification.type'),
    identifier: read('classification.identifier'),
    malware: read('malware.name'),
    feed: read('feed.name'),
  });
  const address = addressOf(event);
  const plain = Object.fromEntries(dimensionNames.map((name) => [name, read(dimensions[name].field ?? '')]));
  return {
    ...(plain as Record<DimensionName, string | null>),
    ...today,
    family: address === null ? null : isIPv6(address.replaceAll(/[[\]]/g, '')) ? '6' : '4',
    operator: operatorOf(address, read('source.asn')),
    port: today.taxonomy === 'vulnerable' ? read('source.port') : null,
  };
}

/** One row of the true answer: key (grain and dimensions, as JSON) to value. */
export type Truth = ReadonlyMap<string, number>;

/** What a table answer must say, without top N: one GROUP BY, in memory. */
export function truth(question: Question, all: readonly Counted[], closedUntil: string): Truth {
  const last = closedOnly(question) && closedUntil < question.to ? closedUntil : question.to;
  const inRange = (day: string): boolean => day >= question.from && day <= last;
  const delivered = new Set(all.map(({ day }) => day).filter(inRange));
  const cells = new Map<string, { events: number; daily: Map<string, Set<string>> }>();
  for (const { day, ip, values } of all) {
    if (inRange(day) && question.where.every((filter) => holds(filter, values[filter.dimension]))) {
      const key = JSON.stringify([bucketOf(day, question), ...question.by.map((name) => values[name])]);
      const cell = cells.get(key) ?? { events: 0, daily: new Map<string, Set<string>>() };
      cells.set(key, cell);
      cell.events += 1;
      const addresses = cell.daily.get(day) ?? new Set<string>();
      cell.daily.set(day, addresses);
      if (ip !== null) {
        addresses.add(ip);
      }
    }
  }
  return new Map(
    [...cells].map(([key, { events, daily }]) => {
      const sum = [...daily.values()].reduce((total, addresses) => total + addresses.size, 0);
      const [bucket] = JSON.parse(key) as [string | null];
      const days = [...delivered].filter((day) => bucketOf(day, question) === bucket).length;
      return [key, question.measure === 'events' ? events : question.grain === 'day' ? sum : sum / days];
    })
  );
}

function holds(filter: Filter, value: string | null): boolean {
  switch (filter.operator) {
    case 'none':
      return value === null;
    case 'not none':
      return value !== null;
    case 'in':
      return value === null ? filter.orNone === true : filter.values.includes(value);
    case 'not in':
      return value === null || !filter.values.includes(value);
    case 'contains':
      return value !== null && filter.values.some((part) => value.toLowerCase().includes(part.toLowerCase()));
    case 'within':
      return value !== null && filter.values.some((network) => lies(value, network));
  }
}

/** Only for the networks that the tests use. */
function lies(inner: string, outer: string): boolean {
  const [innerAddress, innerBits] = inner.split('/') as [string, string];
  const [outerAddress, outerBits] = outer.split('/') as [string, string];
  return innerAddress === outerAddress && Number(innerBits) >= Number(outerBits);
}

function bucketOf(day: string, { grain }: Question): string | null {
  const [year, month] = day.split('-').map(Number) as [number, number];
  switch (grain) {
    case 'none':
      return null;
    case 'day':
      return day;
    case 'week':
      // Days since a Monday.
      return addDays(day, -((lengthInDays('2001-01-01', day) - 1) % 7));
    case 'month':
      return `${day.slice(0, 7)}-01`;
    case 'quarter':
      return `${year}-${String(month - ((month - 1) % 3)).padStart(2, '0')}-01`;
    case 'year':
      return `${year}-01-01`;
  }
}
