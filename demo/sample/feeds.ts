/** How a feed measures, which decides how dependably it sees a host and when it tells. */
export type Method = 'scan' | 'sinkhole' | 'honeypot' | 'list';

/** One report of one provider. */
export interface Feed {
  readonly provider: string;
  readonly name: string;
  readonly code: string;
  readonly method: Method;
  /** Share of days with a delivery; `weekly` is Tuesdays only. */
  readonly rhythm: 'daily' | 'weekly' | 'sometimes';
  /** A report of the whole day comes the next morning, a stream within hours. */
  readonly arrival: 'report' | 'stream';
  readonly accuracy?: number;
  /** Leaves ASN, AS name and network empty. */
  readonly unattributed?: true;
  /** Uses another geolocation database. */
  readonly otherGeolocation?: true;
}

/** Chance to see a present host on a day that is delivered, and the factor for Saturdays and Sundays. */
export const methods: Readonly<Record<Method, { readonly chance: number; readonly weekend: number }>> = {
  scan: { chance: 0.95, weekend: 0.97 },
  sinkhole: { chance: 0.78, weekend: 0.86 },
  honeypot: { chance: 0.65, weekend: 0.92 },
  list: { chance: 0.9, weekend: 0.9 },
};

/** Share of days on which a feed of that rhythm delivers. */
export const rhythms: Readonly<Record<Feed['rhythm'], number>> = { daily: 1, weekly: 1 / 7, sometimes: 0.45 };

function feed(provider: string, name: string, method: Method, more: Partial<Feed> = {}): Feed {
  const code = `${provider}-${name}`.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return { provider, name, code, method, rhythm: 'daily', arrival: 'report', ...more };
}

const reports = new Map<string, Feed>();

/** A Shadowserver report; asked for twice, it is the same feed. */
export function shadowserver(name: string, method: Method): Feed {
  let report = reports.get(name);
  if (!report) {
    report = feed('Shadowserver', name, method);
    reports.set(name, report);
  }
  return report;
}

const stream = { arrival: 'stream' } as const;

/** Feeds of all other providers. */
export const feeds = {
  nationalScan: feed('National Scan', 'Exposed-Remote-Access', 'scan', { accuracy: 95 }),
  nationalWeb: feed('National Scan', 'Vulnerable-Web', 'scan', { accuracy: 90 }),
  microsoft: feed('Microsoft', 'DCU-CTIP-Infected', 'sinkhole', { unattributed: true }),
  cymruBot: feed('Team Cymru', 'CAP-Bot', 'sinkhole', { otherGeolocation: true, accuracy: 80 }),
  cymruResolver: feed('Team Cymru', 'CAP-Open-Resolver', 'scan', { otherGeolocation: true }),
  honeypotSsh: feed('Own Honeypots', 'SSH-Login-Attempts', 'honeypot', stream),
  honeypotWeb: feed('Own Honeypots', 'Web-Probes', 'honeypot', stream),
  blocklist: feed('Blocklist.de', 'All-Attacks', 'list', { ...stream, accuracy: 60 }),
  spamhaus: feed('Spamhaus', 'CERT-Insight', 'sinkhole'),
  urlhaus: feed('Abuse.ch', 'URLhaus', 'list', stream),
  feodo: feed('Abuse.ch', 'Feodo-Tracker', 'list', { rhythm: 'sometimes' }),
  partner: feed('Partner CSIRT', 'Weekly-Exposure', 'scan', { rhythm: 'weekly' }),
  phishing: feed('Own Desk', 'Manual-Reports', 'list', { ...stream, rhythm: 'sometimes' }),
  leaks: feed('Leak Watch', 'Breached-Accounts', 'list', { rhythm: 'sometimes', accuracy: 50 }),
} as const;
