import type { AliasRule, DimensionName, Rollup } from '@stats-portal/catalog';
import { copyNull } from '../events/copy.ts';
import { combine, inOrder, inverse, numberOf, pick, type Numbered } from './columns.ts';
import { Integers, Pairs } from './numbers.ts';
import { noPort, type DayEvents, type Place } from './read.ts';
import { operatorDimension } from './source.ts';
import { classify, shownTexts, type Texts } from './texts.ts';

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

/** The different addresses of each cell of some dimensions: a row for each address and cell. */
export interface CountedHosts {
  /** Of each cell: a tuple and a place that belong to it. */
  readonly tuple: Int32Array;
  readonly place: Int32Array;
  /** Of each row. Rows of a cell follow one another. */
  readonly cell: Int32Array;
  readonly address: Int32Array;
}

/** A day that is ready to be counted: what all rollups and the presence share. */
export interface ReadyDay {
  readonly day: DayEvents;
  readonly texts: Texts;
  readonly spots: Spots;
  readonly walk: Walk;
  /** Of each tuple: the numbers of its values, for each of `shownTexts`. */
  readonly values: readonly Int32Array[];
  /** Of each spot: the numbers of its values. */
  readonly direct: ReadonlyArray<readonly [DimensionName, Int32Array]>;
}

/**
 * Puts events that no rollup tells apart into one spot (tuple, place, port of a service).
 * Throws a ConfigurationError where the aliases run in a circle.
 */
export function readyDay(day: DayEvents, aliases: readonly AliasRule[]): ReadyDay {
  const texts = classify(day.tuples, aliases);
  const spots = findSpots(day, texts);
  const ofPlaces = (name: keyof Place): Int32Array =>
    pick(numberOf(day.places.map((place) => place[name])), spots.place);
  return {
    day,
    texts,
    spots,
    walk: walkAddresses(day, spots.ofEvent),
    values: shownTexts.map((_, place) => numberOf(texts.values.map((tuple) => tuple[place]!))),
    direct: [
      ['asn', ofPlaces('asn')],
      ['network', ofPlaces('network')],
      ['port', spots.port],
      [operatorDimension, ofPlaces('operator')],
    ],
  };
}

/**
 * Counts the events of a day for each rollup, one after the other: events, and different addresses. Exact.
 *
 * Each rollup gives the spots the numbers of its cells. As the events are walked in the order of their addresses, an
 * address is new to a cell exactly if the cell has not just met it: distinct counting without a set
 * (docs/decisions/0008-counting-in-the-program.md).
 */
export function* countRollups(ready: ReadyDay, rollups: readonly Rollup[]): Iterable<CountedRollup> {
  const { spots, walk } = ready;
  if (ready.day.count === 0) {
    return;
  }
  // One for all rollups: none has more cells than there are spots.
  const lastSeen = new Int32Array(spots.events.length);
  for (const rollup of rollups) {
    const { cells, tuple, place, port } = cellsOf(ready, rollup.dimensions);
    yield {
      rollup,
      tuple,
      place,
      port,
      events: addEvents(spots.events, cells),
      ips: countAddresses(walk, cells, lastSeen.subarray(0, cells.first.length)),
    };
  }
}

/** Which addresses each cell of these dimensions has, in the order of the ASNs as all rows are. */
export function countHosts(ready: ReadyDay, dimensions: readonly DimensionName[]): CountedHosts {
  const { cells, tuple, place } = cellsOf(ready, dimensions);
  const cell = new Integers();
  const address = new Integers();
  meetAddresses(ready.walk, cells, new Int32Array(cells.first.length), (met, one) => {
    cell.push(met);
    address.push(one);
  });
  const order = inOrder(cell.values, cells.first.length);
  return { tuple, place, cell: pick(cell.values, order), address: pick(address.values, order) };
}

interface Cells {
  readonly cells: Numbered;
  readonly tuple: Int32Array;
  readonly place: Int32Array;
  readonly port: Int32Array;
}

/** The cells of these dimensions: the number of each spot, and what belongs to each cell. */
function cellsOf({ spots, values, direct }: ReadyDay, dimensions: readonly DimensionName[]): Cells {
  const has = (name: DimensionName): boolean => dimensions.includes(name);
  const text = combine(values.filter((_, place) => has(shownTexts[place]!)));
  const cells = combine([
    ...(text === null ? [] : [pick(text.numbers, spots.tuple)]),
    ...direct.flatMap(([name, numbers]) => (has(name) ? [numbers] : [])),
  ]) ?? { numbers: new Int32Array(spots.events.length), first: Int32Array.of(0) };
  return {
    cells,
    // All cells with the same texts show the same tuple.
    tuple: cells.first.map((spot) => (text === null ? 0 : text.first[text.numbers[spots.tuple[spot]!]!]!)),
    place: pick(spots.place, cells.first),
    port: pick(spots.port, cells.first),
  };
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

function countAddresses(walk: Walk, cells: Numbered, lastSeen: Int32Array): Int32Array {
  const ips = new Int32Array(cells.first.length);
  meetAddresses(walk, cells, lastSeen, (cell) => {
    ips[cell]! += 1;
  });
  return ips;
}

/** Tells of each address and cell once. `lastSeen` has a place for each cell. */
function meetAddresses(
  { address, spot }: Walk,
  { numbers }: Numbered,
  lastSeen: Int32Array,
  meet: (cell: number, address: number) => void
): void {
  lastSeen.fill(-1);
  for (let at = 0; at < address.length; at++) {
    const cell = numbers[spot[at]!]!;
    if (lastSeen[cell] !== address[at]) {
      lastSeen[cell] = address[at]!;
      meet(cell, address[at]!);
    }
  }
}
