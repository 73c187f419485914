const animals = [
  'Heron',
  'Ibex',
  'Marmot',
  'Lynx',
  'Kestrel',
  'Otter',
  'Beaver',
  'Chamois',
  'Falcon',
  'Trout',
  'Raven',
];
// prettier-ignore
const trades = [
  'Telecom', 'Hosting', 'Cable', 'Fibre', 'Mobile', 'University', 'Energy', 'Bank', 'Clinic', 'City Networks',
  'Data Centre', 'Cloud', 'Media',
];

/** What a name can do to whoever forgets to quote it. */
const awkward = [
  'Example O\'Hara & "Müller" Netz',
  'Example C:\\Net',
  'Example <b>Bold</b> Fibre',
  'Example $1 [[Hosting]]',
];

/** Invented names of autonomous systems, all different: nobody real is meant. */
export function asName(index: number): string {
  const special = awkward[(index - 7) / 20];
  if (special !== undefined) {
    return special;
  }
  const name = `Example ${animals[index % animals.length]} ${trades[index % trades.length]}`;
  const round = Math.floor(index / (animals.length * trades.length));
  return round === 0 ? name : `${name} ${round + 1}`;
}

// prettier-ignore
const countries = [
  'DE', 'US', 'NL', 'FR', 'CN', 'GB', 'IT', 'RU', 'PL', 'CH', 'CZ', 'HU', 'BR', 'IN', 'RO', 'UA', 'TR', 'SK',
  'SI', 'HR', 'ES', 'SE', 'BG', 'KR', 'VN', 'TW', 'JP', 'ID', 'CA', 'BE', 'DK', 'FI', 'NO', 'RS', 'GR', 'PT',
  'ZA', 'MX', 'AR', 'SG', 'HK', 'TH',
];

/** Other countries, most frequent first. */
export function foreignCountries(own: string): string[] {
  return countries.filter((country) => country !== own);
}

/** Suffixes of host names in a country, most frequent first. */
export function domainSuffixes(country: string): string[] {
  const top = country.toLowerCase();
  return [top, `co.${top}`, 'com', `gv.${top}`, 'net', `ac.${top}`, 'info', 'org'];
}
