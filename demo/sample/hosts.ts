import { domainSuffixes, foreignCountries } from './names.ts';
import { anyAddress, anyNetwork, type System } from './networks.ts';
import { below, pick, type Random } from './random.ts';

/** Something with an address, or only with a name, that has problems. */
export interface Host {
  readonly ip: string | undefined;
  readonly network: string | undefined;
  readonly system: System;
  readonly country: string | undefined;
  /** What the other geolocation database says. */
  readonly otherCountry: string | undefined;
  readonly fqdn: string | undefined;
  readonly suffix: string | undefined;
  /** What it has now. */
  readonly problems: string[];
}

const ipv6Share = 0.03;
const namedShare = 0.12;
/** Of a system's hosts that stand elsewhere. */
const abroadShare = 0.012;
const disputedShare = 0.02;
/** Of hosts that no database places. */
const unplacedShare = 0.003;

/** Makes hosts of a CSIRT in the country `own`. */
export function hostMaker(random: Random, own: string): (system: System, nameOnly: boolean) => Host {
  const foreign = foreignCountries(own);
  const address = (system: System): readonly [ip: string, network: string] => {
    if (random() < ipv6Share) {
      const site = `2001:db8:${system.site.toString(16)}::`;
      const group = () => (1 + below(random, 0xffff)).toString(16);
      return [`${site}${group()}:${group()}`, `${site}/48`];
    }
    const network = anyNetwork(random, system);
    return [anyAddress(random, network), network.cidr];
  };
  return (system, nameOnly) => {
    const [ip, network] = nameOnly ? [] : address(system);
    const home = random() < abroadShare ? pick(random, foreign) : system.country;
    const country = random() < unplacedShare ? undefined : home;
    const suffixes = domainSuffixes(home);
    const named = nameOnly || random() < namedShare;
    const suffix = named ? suffixes[Math.floor(suffixes.length * random() ** 2.5)] : undefined;
    return {
      ip,
      network,
      system,
      country,
      otherCountry: random() < disputedShare ? pick(random, foreign) : country,
      fqdn: named ? `sample-${below(random, 2 ** 40).toString(36)}.${suffix}` : undefined,
      suffix,
      problems: [],
    };
  };
}
