import type { DayEvents } from '../day/read.ts';
import { textDimensions } from '../day/source.ts';
import { textOfCopy } from '../events/copy.ts';
import type { Delivery, FeedName } from './feed.ts';
import { lagBuckets, lagOf } from './lag.ts';

const places = (['provider', 'feed', 'feed_code'] as const).map((name) => textDimensions.indexOf(name));

/** What each feed gave on a day, from its events: with the counting, as another look at them would cost as much as that. */
export function deliveriesOf({ tuples, tuple, arrival, count }: DayEvents): Array<FeedName & Delivery> {
  const numbers = new Map<string, number>();
  const feedOf = Int32Array.from(tuples, (texts) => {
    const all = texts.split('\t');
    const key = places.map((place) => all[place]!).join('\t');
    const known = numbers.get(key);
    if (known === undefined) {
      numbers.set(key, numbers.size);
    }
    return known ?? numbers.size - 1;
  });
  const events = new Int32Array(numbers.size);
  const arrivals = new Int32Array(numbers.size * lagBuckets);
  for (let event = 0; event < count; event++) {
    const feed = feedOf[tuple[event]!]!;
    events[feed]! += 1;
    const step = arrival[event]!;
    if (step >= 0) {
      arrivals[feed * lagBuckets + step]! += 1;
    }
  }
  return [...numbers].map(([key, feed]) => {
    const [provider, name, code] = key.split('\t').map(textOfCopy) as [string | null, string | null, string | null];
    const lagHours = lagOf(arrivals.subarray(feed * lagBuckets, (feed + 1) * lagBuckets));
    return { provider, feed: name, code, events: events[feed]!, lagHours };
  });
}
