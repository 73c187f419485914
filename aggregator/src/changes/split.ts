/** What a feed gave of a class, in events of an average day of the block before and of the one after. */
export interface FeedShare {
  readonly feed: string;
  readonly before: number;
  readonly after: number;
  /** What it would have given besides on the days on which it was missing or thin, by what it usually gives. */
  readonly lackedBefore: number;
  readonly lackedAfter: number;
  /** Its first day is in one of the blocks. */
  readonly isNew: boolean;
}

/** A class whose numbers moved from one closed week to the next. */
export interface Move {
  /** In words; unique. */
  readonly name: string;
  readonly feeds: readonly FeedShare[];
  /** The identifier is reported for the first time. */
  readonly isNew: boolean;
}

/** A class that went on under another name within the two weeks. */
export interface Renamed {
  readonly from: string;
  readonly to: string;
}

/** Parts of the change of events of an average day: they add up to it. */
export interface Split {
  readonly byFeeds: number;
  readonly byNew: number;
  readonly byReclassification: number;
  readonly remaining: number;
  readonly why: string;
}

/**
 * What of each move is explained, in this order: feeds that were missing or thin, or came back; feeds that are new; what one
 * name lost and another gained, as much as both did; and all else of an identifier that is new. Events add up over feeds,
 * addresses do not.
 */
export function splitMoves(moves: readonly Move[], renamed: readonly Renamed[]): Map<string, Split> {
  const parts = new Map(moves.map((move) => [move.name, startOf(move)]));
  for (const { from, to } of renamed) {
    const [lost, gained] = [parts.get(from), parts.get(to)];
    if (lost === undefined || gained === undefined) {
      continue;
    }
    const moved = Math.min(-lost.rest, gained.rest);
    if (moved > 0) {
      move(lost, -moved, `now ${to}`);
      move(gained, moved, `before ${from}`);
    }
  }
  for (const { name } of moves.filter(({ isNew }) => isNew)) {
    const part = parts.get(name)!;
    part.reasons.push([part.rest, 'reported for the first time']);
    part.byNew += part.rest;
    part.rest = 0;
  }
  return new Map([...parts].map(([name, part]) => [name, finish(part)]));
}

interface Part {
  byFeeds: number;
  byNew: number;
  byReclassification: number;
  rest: number;
  readonly reasons: Array<readonly [events: number, words: string]>;
}

function startOf({ feeds }: Move): Part {
  const change = feeds.reduce((sum, { before, after }) => sum + after - before, 0);
  const reasons: Array<readonly [number, string]> = [];
  let [byFeeds, byNew] = [0, 0];
  for (const share of feeds) {
    const { feed, before, after, lackedBefore, lackedAfter } = share;
    const lacked = share.isNew ? 0 : lackedBefore - lackedAfter;
    byFeeds += lacked;
    reasons.push([lacked, `${feed} ${lacked < 0 ? 'missing or thin' : 'back'}`]);
    if (share.isNew) {
      byNew += after - before;
      reasons.push([after - before, `${feed} is new`]);
    }
  }
  return { byFeeds, byNew, byReclassification: 0, rest: change - byFeeds - byNew, reasons };
}

function move(part: Part, events: number, words: string): void {
  part.byReclassification += events;
  part.rest -= events;
  part.reasons.push([events, words]);
}

/** How many reasons are told. */
const most = 3;

function finish({ byFeeds, byNew, byReclassification, rest, reasons }: Part): Split {
  const told = reasons
    .filter(([events]) => Math.abs(events) >= 0.5)
    .sort(([one], [other]) => Math.abs(other) - Math.abs(one));
  const words = told.slice(0, most).map(([events, reason]) => `${reason} (${signed(events)})`);
  const others = told.length > most ? [`and ${told.length - most} more`] : [];
  return {
    byFeeds,
    byNew,
    byReclassification,
    remaining: rest,
    why: words.length === 0 ? 'nothing that is known' : [...words, ...others].join('; '),
  };
}

const signed = (events: number): string =>
  `${events > 0 ? '+' : '−'}${Math.round(Math.abs(events)).toLocaleString('en')}`;
