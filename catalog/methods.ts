/** How a feed came to know what it reports: what its numbers can say, and what they cannot. */
export const methods = ['scan', 'sinkhole', 'honeypot', 'other'] as const;

export type Method = (typeof methods)[number];

interface KnownFeed {
  /** The whole name of the provider, in small letters; undefined: any. */
  readonly provider?: string;
  /** Beginning of the name of the feed or of its code after the provider's, in small letters. */
  readonly feed: string;
  readonly method: Method;
}

const shadowserver = 'shadowserver';

/**
 * The first that fits. Source: the names of feeds and reports in IntelMQ (its list of feeds, its parser of Shadowserver's
 * reports). A list of bad addresses, of phishing, of hacked sites or of leaked accounts is `other`.
 */
const knownFeeds: readonly KnownFeed[] = [
  ...['honeypot', 'http-scanners', 'ics-scanners', 'drone-brute-force', 'amplification-ddos-victim'].map(
    (feed): KnownFeed => ({ provider: shadowserver, feed, method: 'honeypot' })
  ),
  ...['sinkhole', 'ipv6-sinkhole', 'microsoft-sinkhole', 'drone', 'botnet-drone'].map((feed): KnownFeed => ({
    provider: shadowserver,
    feed,
    method: 'sinkhole',
  })),
  ...[
    'accessible',
    'ipv6-accessible',
    'open',
    'ipv6-open',
    'vulnerable',
    'ipv6-vulnerable',
    'ssl-',
    'ipv6-ssl-',
    'device-id',
    'ipv6-device-id',
    'dns-open-resolvers',
    'ipv6-dns-open-resolvers',
    'ntp-',
  ].map((feed): KnownFeed => ({ provider: shadowserver, feed, method: 'scan' })),
  { provider: 'microsoft', feed: 'dcu', method: 'sinkhole' },
  { provider: 'microsoft', feed: 'ctip', method: 'sinkhole' },
  { feed: 'microsoft.dcu.ctip', method: 'sinkhole' },
  { feed: 'microsoft dcu', method: 'sinkhole' },
  { feed: 'anubisnetworks', method: 'sinkhole' },
  { provider: 'blocklist.de', feed: '', method: 'honeypot' },
  { provider: 'spamhaus', feed: 'cert', method: 'sinkhole' },
];

/** In the names of feeds that nobody listed. */
const words = /(?:^|[^a-z])(sinkhole|honeypot|scan)s?(?![a-z])/;

/** What the feed measured, as far as its names say; `other` where they do not. Settings may say it (docs/feeds.md). */
export function methodOf({
  provider,
  feed,
  code,
}: {
  readonly provider: string | null;
  readonly feed: string | null;
  readonly code: string | null;
}): Method {
  const from = normal(provider);
  const names = [normal(feed), normal(code)].filter((name) => name !== '');
  const begins = (name: string, beginning: string): boolean =>
    name.startsWith(beginning) || (from !== '' && name.startsWith(`${from}-${beginning}`));
  const known = knownFeeds.find(
    (one) => (one.provider === undefined || one.provider === from) && names.some((name) => begins(name, one.feed))
  );
  const said = [from, ...names].map((name) => words.exec(name)?.[1]).find((word) => word !== undefined);
  return known?.method ?? (said as Method | undefined) ?? 'other';
}

const normal = (name: string | null): string => (name ?? '').toLowerCase().replaceAll(/[\s_]+/g, '-');
