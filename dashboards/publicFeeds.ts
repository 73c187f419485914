import { isRecord, show, unknownKeys, type Feed } from '@stats-portal/query';

/** A feed whose numbers may be shown to everyone, and by which right. */
export interface PublicFeed extends Feed {
  readonly licence: string;
}

/** What is wrong with a list of feeds. */
export class FeedListError extends Error {}

/** The levels of the Traffic Light Protocol, 2.0 and 1, that allow it. */
const forEveryone = ['CLEAR', 'WHITE'];

/**
 * The list as it was read from YAML or JSON: `feeds`, each with `provider`, `feed`, `tlp` and `licence`. That somebody
 * wrote the last two down is what makes it a list of feeds that may be published. Throws a FeedListError with all faults.
 */
export function parsePublicFeeds(list: unknown): PublicFeed[] {
  const faults: string[] = [];
  const given = isRecord(list) ? list.feeds : undefined;
  if (!isRecord(list) || !Array.isArray(given) || given.length === 0) {
    throw new FeedListError(
      'The list of feeds has no "feeds". Without a feed that may be shown there is nothing to show.'
    );
  }
  unknownKeys('the list of feeds', list, ['feeds'], faults);
  const feeds = given.map((feed, index) => parseFeed(feed, `feed ${index + 1}`, faults));
  if (faults.length > 0) {
    throw new FeedListError(`The list of feeds has faults:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
  }
  return feeds;
}

function parseFeed(value: unknown, name: string, faults: string[]): PublicFeed {
  if (!isRecord(value)) {
    faults.push(`${name} is ${show(value)}; it has provider, feed, tlp and licence`);
    return { provider: '', feed: '', licence: '' };
  }
  unknownKeys(name, value, ['provider', 'feed', 'tlp', 'licence'], faults);
  const text = (key: string): string => {
    const given = value[key];
    if (typeof given !== 'string' || given.trim() === '') {
      faults.push(`${name} has no ${key}`);
      return '';
    }
    return given;
  };
  const tlp = text('tlp').toUpperCase().replace('TLP:', '');
  if (tlp !== '' && !forEveryone.includes(tlp)) {
    faults.push(`${name} is TLP:${tlp}; only TLP:CLEAR may be shown to everyone`);
  }
  return { provider: text('provider'), feed: text('feed'), licence: text('licence') };
}
