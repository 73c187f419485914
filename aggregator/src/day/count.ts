import type { DimensionName, Rollup } from '@stats-portal/catalog';
import { copyNull } from '../events/copy.ts';
import { combine, inOrder, inverse, numberOf, pick, type Numbered } from './columns.ts';
import { Pairs } from './numbers.ts';
import { noPort, type DayEvents, type Place } from './read.ts';
import { operatorDimension } from './source.ts';
import { shownTexts, type Texts } from './texts.ts';

/** The cells of one rollup of a day. */
export interface CountedRollup {
  readonly rollup: Rollup;
  /** Of each cell: a tuple, a place and a port that belong to it; what the rollup does not tell apart is any one's. */
  readonly tuple: Int32Array;
  readonly place: Int32Array;
  readonly port: Int32Array;
  readonly events: Int32Array;
  /** Different addresses. */
  readonly ips: Int32Array;
}

/**
 * Counts the events of a day for each rollup, one after the other: events, and different addresses. Exact.
 *
 * Events that no rollup tells apart form a spot (tuple, place, port of a service); each rollup gives its spots the
 * numbers of its cells. As the events are walked in the order of their addresses, an address is new to a cell exactly if
 * the cell has not just met it: distinct counting without a set (docs/decisions/0008-counting-in-the-program.md).
 */
export function* countRollups(day: DayEvents, texts: Texts, rollups: readonly Rollup[]): Iterable<CountedRollup> {
  if (day.count === 0) {
    return;
  }
  const spots = findSpots(day, texts);
  const walk = walkAddresses(day, spots.ofEvent);
  const values = shownTexts.map((_, place) => numberOf(texts.values.map((tuple) => tuple[place]!)));
  const ofPlaces = (name: keyof Place): Int32Array =>
    pick(numberOf(day.places.map((place) => place[name])), spots.place);
  const direct: ReadonlyArray<readonly [DimensionName, Int32Array]> = [
    ['asn', ofPlaces('asn')],
    ['network', ofPlaces('network')],
    ['port', spots.port],
    [operatorDimension, ofPlaces('operator')],
  ];
  // One for all rollups: none has more cells than there are spots.
  const lastSeen = new Int32Array(spots.events.length);
  for (const rollup of rollups) {
    const has = (name: DimensionName): boolean => rollup.dimensions.includes(name);
    const text = combine(values.filter((_, place) => has(shownTexts[place]!)));
    const cells = combine([
      ...(text === null ? [] : [pick(text.numbers, spots.tuple)]),
      ...direct.flatMap(([name, numbers]) => (has(name) ? [numbers] : [])),
    ]) ?? { numbers: new Int32Array(spots.events.length), first: Int32Array.of(0) };
    yield {
      rollup,
      // All cells with the same texts show the same tuple.
      tuple: cells.first.map((spot) => (text === null ? 0 : text.first[text.numbers[spots.tuple[spot]!]!]!)),
      place: pick(spots.place, cells.first),
      port: pick(spots.port, cells.first),
      events: addEvents(spots.events, cells),
      ips: countAddresses(walk, cells, lastSeen.subarray(0, cells.first.length)),
    };
  }
}

interface Spots {
  readonly ofEvent: Int32Array;
  readonly tuple: Int32Array;
  readonly place: Int32Array;
  readonly port: Int32Array;
  readonly events: Int32Array;
}

/**
 * Spots are numbered in the order of their ASNs, and so are the cells of each rollup: the rows of an ASN lie together
 * where they are written, and the index takes them in its order.
 */
function findSpots(day: DayEvents, texts: Texts): Spots {
  const sites = new Pairs();
  const spots = new Pairs();
  const found = new Int32Array(day.count);
  for (let event = 0; event < day.count; event++) {
    const tuple = day.tuple[event]!;
    const site = sites.number(tuple, day.place[event]!);
    found[event] = spots.number(site, texts.hasService[tuple]! ? day.port[event]! : noPort);
  }
  const placeOf = pick(sites.seconds, spots.firsts);
  const asns = rankAsns(day.places);
  const order = inOrder(pick(asns, placeOf), day.places.length);
  const ofEvent = pick(inverse(order), found);
  const events = new Int32Array(spots.size);
  for (const spot of ofEvent) {
    events[spot]! += 1;
  }
  return {
    ofEvent,
    tuple: pick(pick(sites.firsts, spots.firsts), order),
    place: pick(placeOf, order),
    port: pick(spots.seconds, order),
    events,
  };
}

/** For each place the rank of its ASN; none comes last. */
function rankAsns(places: readonly Place[]): Int32Array {
  const value = (asn: string): number => (asn === copyNull ? Infinity : Number(asn));
  const ordered = [...new Set(places.map(({ asn }) => asn))].sort((one, other) => value(one) - value(other) || 0);
  const ranks = new Map(ordered.map((asn, rank) => [asn, rank]));
  return Int32Array.from(places, ({ asn }) => ranks.get(asn)!);
}

interface Walk {
  readonly address: Int32Array;
  readonly spot: Int32Array;
}

/** The events that have an address, in the order of their addresses. */
function walkAddresses(day: DayEvents, spotOf: Int32Array): Walk {
  const order = inOrder(day.address, day.addresses.count);
  return { address: pick(day.address, order), spot: pick(spotOf, order) };
}

function addEvents(eventsOfSpot: Int32Array, { numbers, first }: Numbered): Int32Array {
  const events = new Int32Array(first.length);
  for (let spot = 0; spot < numbers.length; spot++) {
    events[numbers[spot]!]! += eventsOfSpot[spot]!;
  }
  return events;
}

function countAddresses({ address, spot }: Walk, { numbers, first }: Numbered, lastSeen: Int32Array): Int32Array {
  const ips = new Int32Array(first.length);
  lastSeen.fill(-1);
  for (let at = 0; at < address.length; at++) {
    const cell = numbers[spot[at]!]!;
    if (lastSeen[cell] !== address[at]) {
      lastSeen[cell] = address[at]!;
      ips[cell]! += 1;
    }
  }
  return ips;
}
