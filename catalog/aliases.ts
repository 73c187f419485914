/** The class of an event. */
export interface Classification {
  readonly taxonomy: string | null;
  readonly type: string | null;
  readonly identifier: string | null;
}

/** What a rule may look at: the class and what the old feeds put into other fields. */
export interface Classified extends Classification {
  readonly malware: string | null;
  readonly feed: string | null;
}

/** All values of `when` are equal: those of `use` take the place of the event's. */
export interface AliasRule {
  readonly when: { readonly [Field in keyof Classified]?: string };
  readonly use: { readonly [Field in keyof Classification]?: string };
}

/** More steps than any sensible list needs: a list that takes more runs in a circle. */
export const aliasSteps = 8;

/**
 * Today's class of an event: the taxonomy in lower case (IntelMQ 1.0.0.dev7), then the first rule that changes
 * something, again and again until none does.
 * Throws a RangeError where the rules run in a circle.
 */
export function applyAliases(rules: readonly AliasRule[], event: Classified): Classification {
  return aliasing(rules)(event);
}

/** The same for many events: the list is read once. */
export function aliasing(rules: readonly AliasRule[]): (event: Classified) => Classification {
  const read = rules.map(({ when, use }) => ({
    when: Object.entries(when) as Array<[keyof Classified, string]>,
    use: Object.entries(use) as Array<[keyof Classification, string]>,
  }));
  return (event) => {
    const now = { ...event, taxonomy: event.taxonomy === null ? null : lowerCase(event.taxonomy) };
    for (let step = 0; step <= aliasSteps; step++) {
      const rule = read.find(
        ({ when, use }) =>
          when.every(([field, value]) => now[field] === value) && use.some(([field, value]) => now[field] !== value)
      );
      if (rule === undefined) {
        return { taxonomy: now.taxonomy, type: now.type, identifier: now.identifier };
      }
      for (const [field, value] of rule.use) {
        now[field] = value;
      }
    }
    throw new RangeError(`aliases run in a circle: ${JSON.stringify(event)}`);
  };
}

/** Faults of a list, in words: rules that are empty, or that run in a circle. */
export function aliasFaults(rules: readonly AliasRule[]): string[] {
  return rules.flatMap((rule) => {
    const words = JSON.stringify(rule);
    if (Object.keys(rule.when).length === 0 || Object.keys(rule.use).length === 0) {
      return [`${words} needs at least one field in both "when" and "use"`];
    }
    const nothing: Classified = { taxonomy: null, type: null, identifier: null, malware: null, feed: null };
    try {
      applyAliases(rules, { ...nothing, ...rule.when });
      return [];
    } catch {
      return [`${words} runs in a circle with other rules`];
    }
  });
}

/** ASCII only, as PostgreSQL's lower() under the C collation. */
function lowerCase(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** Renamed values of one field. */
function renamed(field: keyof Classification, names: Record<string, string>): AliasRule[] {
  return Object.entries(names).map(([before, now]) => ({ when: { [field]: before }, use: { [field]: now } }));
}

/** Types of one taxonomy that became one type of the same taxonomy. */
function merged(taxonomy: string, types: readonly string[], type: string): AliasRule[] {
  return types.map((before) => ({ when: { taxonomy, type: before }, use: { type } }));
}

/** Spamhaus CERT put the kind of problem into malware.name until IntelMQ 1.0.4 / 1.1.1. */
function spamhaus(malware: string, use: Required<AliasRule['use']>): AliasRule[] {
  return ['botnet drone', 'infected system'].map((type) => ({
    when: { taxonomy: 'malicious-code', type, malware },
    use,
  }));
}

/** Shadowserver's schema of 2025-09-15 moved these from vulnerable-system. */
function moved(identifier: string, type: string): AliasRule {
  return { when: { taxonomy: 'vulnerable', type: 'vulnerable-system', identifier }, use: { type } };
}

/**
 * The renames that are certain. Rules for taxonomies come first, so that all others are written with today's names.
 * Source: IntelMQ's NEWS (1.0.3 to 3.0.0), RSIT's history, Shadowserver's completed changes.
 * Left alone, because one old name became several: see docs/aliases.md.
 */
export const aliases: readonly AliasRule[] = [
  ...renamed('taxonomy', {
    'abusive content': 'abusive-content',
    'information content security': 'information-content-security',
    'information gathering': 'information-gathering',
    'intrusion attempts': 'intrusion-attempts',
    'malicious code': 'malicious-code',
  }),
  ...spamhaus('iotrdp', { taxonomy: 'intrusion-attempts', type: 'brute-force', identifier: 'rdp' }),
  ...spamhaus('openrelay', { taxonomy: 'vulnerable', type: 'vulnerable-system', identifier: 'openrelay' }),
  ...spamhaus('sshauth', { taxonomy: 'intrusion-attempts', type: 'brute-force', identifier: 'ssh' }),
  ...['telnetauth', 'iotcmd', 'iotuser'].flatMap((malware) =>
    spamhaus(malware, { taxonomy: 'intrusion-attempts', type: 'brute-force', identifier: 'telnet' })
  ),
  ...spamhaus('wpscanner', {
    taxonomy: 'information-gathering',
    type: 'scanner',
    identifier: 'wordpress-vulnerabilities',
  }),
  ...spamhaus('w_wplogin', { taxonomy: 'information-gathering', type: 'scanner', identifier: 'wordpress-login' }),
  ...spamhaus('iotscan', { taxonomy: 'intrusion-attempts', type: 'scanner', identifier: 'scanner-generic' }),
  ...spamhaus('proxyget', { taxonomy: 'other', type: 'other', identifier: 'proxyget' }),
  {
    when: { taxonomy: 'other', type: 'other', identifier: 'ignore me', feed: 'n6' },
    use: { identifier: 'dns-query' },
  },
  {
    when: { taxonomy: 'vulnerable', type: 'proxy', identifier: 'open proxy' },
    use: { taxonomy: 'other', type: 'proxy', identifier: 'openproxy' },
  },
  {
    when: { taxonomy: 'ignore', type: 'ignore', identifier: 'ignore me' },
    use: { taxonomy: 'malicious-code', type: 'malware', identifier: 'sandbox-url' },
  },
  {
    when: { taxonomy: 'vulnerable', type: 'unknown', identifier: 'unknown' },
    use: { taxonomy: 'other', type: 'other', identifier: 'other' },
  },
  {
    when: { taxonomy: 'information-content-security', type: 'dropzone' },
    use: { taxonomy: 'other', type: 'other', identifier: 'dropzone' },
  },
  {
    when: { taxonomy: 'intrusions', type: 'defacement' },
    use: { taxonomy: 'information-content-security', type: 'unauthorised-information-modification' },
  },
  {
    when: { taxonomy: 'malicious-code', type: 'dga domain' },
    use: { taxonomy: 'other', type: 'dga-domain' },
  },
  ...merged('information-content-security', ['leak'], 'data-leak'),
  ...merged(
    'intrusions',
    ['backdoor', 'compromised', 'unauthorized-login', 'unauthorized-command'],
    'system-compromise'
  ),
  ...merged('vulnerable', ['vulnerable client', 'vulnerable service'], 'vulnerable-system'),
  ...merged('fraud', ['unauthorized-use-of-resources'], 'unauthorised-use-of-resources'),
  ...merged('malicious-code', ['virus', 'worm', 'trojan', 'spyware', 'dialer', 'rootkit'], 'infected-system'),
  ...renamed('type', {
    'botnet drone': 'infected-system',
    'infected system': 'infected-system',
    ransomware: 'infected-system',
    'ids alert': 'ids-alert',
    'c&c': 'c2-server',
    c2server: 'c2-server',
    'malware configuration': 'malware-configuration',
    'Unauthorised-information-access': 'unauthorised-information-access',
    'Unauthorised-information-modification': 'unauthorised-information-modification',
    unknown: 'undetermined',
  }),
  ...renamed('identifier', {
    openmdns: 'open-mdns',
    openchargen: 'open-chargen',
    opentftp: 'open-tftp',
    openredis: 'open-redis',
    openportmapper: 'open-portmapper',
    openipmi: 'open-ipmi',
    openqotd: 'open-qotd',
    openssdp: 'open-ssdp',
    opensnmp: 'open-snmp',
    openmssql: 'open-mssql',
    openmongodb: 'open-mongodb',
    opennetbios: 'open-netbios-nameservice',
    openelasticsearch: 'open-elasticsearch',
    opendns: 'dns-open-resolver',
    openntp: 'ntp-monitor',
    'SSL-FREAK': 'ssl-freak',
    'SSL-Poodle': 'ssl-poodle',
    openmemcached: 'open-memcached',
    openxdmcp: 'open-xdmcp',
    opennatpmp: 'open-natpmp',
    opennetis: 'open-netis',
    openntpversion: 'ntp-version',
    sandboxurl: 'sandbox-url',
    spamurl: 'spam-url',
    openike: 'open-ike',
    openrdp: 'open-rdp',
    opensmb: 'open-smb',
    openldap: 'open-ldap',
    blacklisted: 'blacklisted-ip',
    opentelnet: 'open-telnet',
    opencwmp: 'open-cwmp',
    accessiblevnc: 'open-vnc',
  }),
  moved('ssl-freak', 'weak-crypto'),
  moved('ssl-poodle', 'weak-crypto'),
  moved('accessible-gtp', 'potentially-unwanted-accessible'),
];
