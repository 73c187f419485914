import { dayNumber, dayText, stamp } from './calendar.ts';

/** What is planted in the sample, by name, so that demo and tests can show it. ASNs are reserved ones (RFC 5398, 6996). */
export const sampleStory = {
  provider: 'Shadowserver',
  /** The constituent whose view the demo shows: about 6 % of all events. */
  operator: {
    name: 'Example Operator',
    asn: 64496,
    share: 0.06,
    networks: ['198.18.0.0/16', '198.18.128.0/17', '198.19.128.0/18'],
  },
  /** Sits inside a network of the operator with a longer prefix of its own: the longest prefix wins. */
  customer: { name: 'Example Customer', asn: 64500, network: '198.18.64.0/20' },
  /** Rises over the whole range while the country declines. Shares of all events on the first and the last day. */
  rising: {
    name: 'Example Rising Hosting',
    asn: 64497,
    from: 0.008,
    to: 0.026,
    networks: ['198.19.0.0/18', '198.19.64.0/18'],
  },
  /** Cleans up within days what lasts for months elsewhere. */
  fastCleaner: { name: 'Example Tidy Telecom', asn: 64504 },
  /** Cleans up next to nothing. */
  slowCleaner: { name: 'Example Sleepy Cable', asn: 64505 },
  /** Does not fit PostgreSQL's int4, which IntelMQ's own table still has. */
  largeAsn: { name: 'Example Modern Networks', asn: 4_200_000_123 },
  /** This feed is missing for four days, about 25 days before the end. Its hosts are still there afterwards. */
  outage: { provider: 'Shadowserver', feed: 'Accessible-Telnet', identifier: 'open-telnet', days: 4 },
  /** Unknown in the first two thirds of the range, then grows. */
  wave: { identifier: 'example-gateway-rce', feed: 'Vulnerable-HTTP', share: 0.035 },
  /** The provider moves it to another type late in the range; nothing changes in the world. */
  reclassified: { identifier: 'ssl-freak', from: 'vulnerable-system', to: 'weak-crypto' },
  /** Leaves ASN and network empty for addresses that others attribute. */
  unattributed: { provider: 'Microsoft', feed: 'DCU-CTIP-Infected' },
  /** Has another opinion on the country of about 2 % of the addresses. */
  otherGeolocation: { provider: 'Team Cymru', feeds: ['CAP-Bot', 'CAP-Open-Resolver'] },
  /** Comes once a week, with the events of that day. */
  weekly: { provider: 'Partner CSIRT', feed: 'Weekly-Exposure', weekday: 1 },
} as const;

/** Days on which the story turns, as `YYYY-MM-DD`. */
export interface StoryDays {
  readonly first: string;
  readonly last: string;
  /**
   * Day with names of both IntelMQ 2 and 3: some reports on it arrived before the upgrade, some after.
   * Earlier days have old names only, later ones new names, but for what was streamed in just before the upgrade.
   */
  readonly rename: string;
  /** The upgrade's moment, as `time.observation` is written. It decides between old and new names. */
  readonly upgrade: string;
  /** The feed of `sampleStory.outage` delivers nothing for these. */
  readonly outage: readonly string[];
  /** First possible day of the identifier of `sampleStory.wave`. */
  readonly wave: string;
  /** Events observed from this day on have the new type of `sampleStory.reclassified`. */
  readonly reclassified: string;
}

/** The turning days of a range, wherever it lies and however long it is. */
export function storyDays(range: { readonly lastDay: string; readonly days: number }): StoryDays {
  const first = dayNumber(range.lastDay) - range.days + 1;
  const rename = first + Math.floor(range.days / 2);
  const outage = Math.max(range.days - 27, Math.floor(range.days * 0.7));
  return {
    first: dayText(first),
    last: range.lastDay,
    rename: dayText(rename),
    upgrade: stamp(rename + 1, 8 * 3600),
    outage: Array.from({ length: sampleStory.outage.days }, (_, index) => dayText(first + outage + index)).filter(
      (day) => day <= range.lastDay
    ),
    wave: dayText(first + Math.ceil((range.days * 2) / 3)),
    reclassified: dayText(first + Math.floor(range.days * 0.85)),
  };
}
