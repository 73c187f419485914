import { isWeekend, weekday } from './calendar.ts';
import { type Feed, methods, rhythms } from './feeds.ts';
import { below, type Random } from './random.ts';
import { sampleStory } from './story.ts';

/** What a feed does on one day: how much it sees, and when it tells. */
export interface Delivery {
  /** Chance to see a host that is there; 0 where nothing is delivered. */
  readonly chance: number;
  /** Seconds from the start of the day to the arrival of a whole day's report; undefined for a stream. */
  readonly arrival: number | undefined;
}

const hour = 3600;
const nothing: Delivery = { chance: 0, arrival: undefined };

function delivers(random: Random, feed: Feed, day: number): boolean {
  switch (feed.rhythm) {
    case 'daily':
      return true;
    case 'weekly':
      return weekday(day) === sampleStory.weekly.weekday;
    case 'sometimes':
      return random() < rhythms.sometimes;
  }
}

/** What all feeds do on one day. */
export class Deliveries {
  private readonly known = new Map<Feed, Delivery>();
  private readonly random: Random;
  private readonly day: number;
  private readonly isOut: boolean;

  /** `isOut`: the feed of `sampleStory.outage` is missing. */
  constructor(random: Random, day: number, isOut: boolean) {
    this.random = random;
    this.day = day;
    this.isOut = isOut;
  }

  of(feed: Feed): Delivery {
    let delivery = this.known.get(feed);
    if (!delivery) {
      delivery = this.decide(feed);
      this.known.set(feed, delivery);
    }
    return delivery;
  }

  private decide(feed: Feed): Delivery {
    const { random, day } = this;
    const { outage } = sampleStory;
    const isOut = this.isOut && feed.provider === outage.provider && feed.name === outage.feed;
    if (isOut || !delivers(random, feed, day)) {
      return nothing;
    }
    const { chance, weekend } = methods[feed.method];
    // No scan reaches everything; some days less than others.
    const reach = (1.02 - 0.04 * random()) * (isWeekend(day) ? weekend : 1);
    const isLate = random() < 0.04;
    const morning = 30 * hour + below(random, 4 * hour) + (isLate ? 12 * hour : 0);
    return { chance: Math.min(1, chance * reach), arrival: feed.arrival === 'report' ? morning : undefined };
  }
}
