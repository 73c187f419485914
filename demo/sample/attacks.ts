import { type Feed, feeds, shadowserver } from './feeds.ts';
import { type Class, type Lifetimes, type Problem, seenBy } from './problem.ts';

const bruteForce: Class = ['intrusion-attempts', 'brute-force'];
const scanner: Class = ['information-gathering', 'scanner'];
const compromise: Class = ['intrusions', 'system-compromise'];
const backdoor: Class = ['intrusions', 'backdoor'];

const attack: Lifetimes = [
  [0.6, 1.3],
  [0.4, 12],
];
const lasting: Lifetimes = [
  [0.4, 4],
  [0.6, 30],
];

const tcp = { transport: 'tcp' } as const;
const honeypots = {
  brute: shadowserver('Honeypot-Brute-Force-Events', 'honeypot'),
  http: shadowserver('Honeypot-HTTP-Scan', 'honeypot'),
  ics: shadowserver('Honeypot-ICS-Scan', 'honeypot'),
  ddos: shadowserver('Honeypot-DDoS-Events', 'honeypot'),
  darknet: shadowserver('Honeypot-Darknet-Events', 'honeypot'),
};
const websites = shadowserver('Compromised-Website', 'list');

function attacks(
  type: Class,
  weight: number,
  identifier: string,
  application: string,
  target: number,
  feed: Feed,
  own?: Feed
) {
  const sources = own ? seenBy([feed, 0.65], [own, 0.5]) : seenBy([feed, 1]);
  return { weight, class: type, identifier, application, ...tcp, target, sources, lifetimes: attack, repeats: 0.6 };
}

/** Attacks, compromised sites, lists, and what is rare: some 3 % of all events. */
export const attackProblems: readonly Problem[] = [
  attacks(bruteForce, 0.35, 'ssh', 'ssh', 22, honeypots.brute, feeds.honeypotSsh),
  attacks(bruteForce, 0.25, 'telnet', 'telnet', 23, honeypots.brute, feeds.honeypotSsh),
  attacks(bruteForce, 0.08, 'rdp', 'rdp', 3389, honeypots.brute),
  attacks(bruteForce, 0.03, 'vnc', 'vnc', 5900, honeypots.brute),
  attacks(bruteForce, 0.03, 'ftp', 'ftp', 21, honeypots.brute),
  attacks(bruteForce, 0.02, 'smtp-login', 'smtp', 25, feeds.blocklist),
  attacks(['intrusion-attempts', 'ids-alert'], 0.12, 'exploit-attempt', 'http', 80, honeypots.http, feeds.honeypotWeb),
  attacks(['intrusion-attempts', 'exploit'], 0.02, 'router-exploit', 'http', 8080, honeypots.http),
  attacks(scanner, 0.5, 'http-scan', 'http', 80, honeypots.http, feeds.honeypotWeb),
  attacks(scanner, 0.4, 'darknet', 'telnet', 23, honeypots.darknet),
  attacks(scanner, 0.06, 'wordpress-login', 'http', 80, feeds.honeypotWeb),
  attacks(scanner, 0.04, 'ics-scan', 'modbus', 502, honeypots.ics),
  {
    weight: 0.5,
    class: ['other', 'blacklist'],
    sources: seenBy([feeds.blocklist, 0.8], [shadowserver('Blocklist', 'list'), 0.4]),
    lifetimes: attack,
    unidentified: true,
    text: 'Listed',
  },
  ...[0.12, 0.06, 0.04].map((weight, index): Problem => ({
    weight,
    class: compromise,
    before: index === 1 ? backdoor : ['intrusions', 'compromised'],
    identifier: ['compromised-website', 'web-shell', 'seo-spam'][index]!,
    application: 'http',
    ...tcp,
    port: 80,
    sources: seenBy([websites, 1]),
    lifetimes: lasting,
    text: 'Injected in C:\\inetpub\\new\\index.asp:\n\t"document.write(…)"',
  })),
  {
    weight: 0.02,
    class: ['information-content-security', 'unauthorised-information-modification'],
    before: ['intrusions', 'defacement'],
    identifier: 'defacement',
    application: 'http',
    sources: seenBy([feeds.phishing, 1]),
    lifetimes: lasting,
  },
  {
    weight: 0.03,
    class: ['information-content-security', 'data-leak'],
    identifier: 'breach',
    sources: seenBy([feeds.leaks, 1]),
    lifetimes: [[1, 1]],
    nameOnly: true,
  },
  {
    weight: 0.2,
    class: ['abusive-content', 'spam'],
    identifier: 'spam',
    application: 'smtp',
    ...tcp,
    target: 25,
    sources: seenBy([feeds.spamhaus, 0.7], [feeds.blocklist, 0.4]),
    lifetimes: attack,
  },
  {
    weight: 0.06,
    class: ['abusive-content', 'spam'],
    identifier: 'spam-url',
    sources: seenBy([shadowserver('Spam-URL', 'list'), 1]),
    lifetimes: attack,
  },
  {
    weight: 0.05,
    class: ['availability', 'ddos'],
    identifier: 'ddos-participant',
    ...tcp,
    sources: seenBy([honeypots.ddos, 1]),
    lifetimes: attack,
    malware: true,
  },
  {
    weight: 0.1,
    class: ['other', 'proxy'],
    identifier: 'openproxy',
    application: 'socks4',
    ...tcp,
    port: 1080,
    sources: seenBy([shadowserver('Open-Proxy', 'scan'), 1]),
    lifetimes: lasting,
  },
  {
    weight: 0.02,
    class: ['other', 'undetermined'],
    sources: seenBy([feeds.phishing, 1]),
    lifetimes: attack,
    unidentified: true,
  },
  {
    // Rare but serious: a handful in three months.
    weight: 0.003,
    class: ['fraud', 'phishing'],
    identifier: 'phishing',
    application: 'https',
    ...tcp,
    sources: seenBy([feeds.phishing, 1]),
    lifetimes: [[1, 1.5]],
    nameOnly: true,
    text: 'Imitates a bank',
  },
];
