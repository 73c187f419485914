import { addDays } from '@stats-portal/query';
import { ConfigurationError } from '../errors.ts';

/** The question as it stands on a command line. */
export interface QueryArguments {
  readonly measure?: string;
  readonly by?: readonly string[];
  readonly where?: readonly string[];
  readonly last?: string;
  readonly from?: string;
  readonly to?: string;
  readonly grain?: string;
  readonly top?: string;
  readonly remaining?: boolean;
  readonly shape?: string;
  readonly compare?: string;
  readonly movingMedian?: string;
  readonly expected?: boolean;
  readonly provisional?: boolean;
  readonly gaps?: string;
}

const defaultDays = 30;

/** From arguments to an untrusted question for parseQuestion. `today` is a day of the portal's zone. */
export function questionOf(options: QueryArguments, today: string): Record<string, unknown> {
  return {
    ...given('measure', options.measure),
    by: (options.by ?? []).flatMap((names) => names.split(',')).filter((name) => name !== ''),
    where: together((options.where ?? []).map(filterOf)),
    ...rangeOf(options, today),
    ...given('grain', options.grain),
    ...given('top', numberOf(options.top)),
    ...given('remaining', options.remaining),
    ...given('shape', options.shape),
    ...given('compare', options.compare),
    ...given('movingMedian', numberOf(options.movingMedian)),
    ...given('expected', options.expected),
    ...(options.provisional === true ? { closed: false } : {}),
    ...given('gaps', options.gaps),
  };
}

interface NamedFilter {
  readonly dimension: string;
  readonly operator: string;
  readonly values: readonly string[];
}

/** `asn=1` and `asn=2` is one filter with two values. */
function together(filters: readonly NamedFilter[]): NamedFilter[] {
  const joined = new Map<string, NamedFilter>();
  for (const filter of filters) {
    const key = `${filter.dimension} ${filter.operator}`;
    joined.set(key, { ...filter, values: [...(joined.get(key)?.values ?? []), ...filter.values] });
  }
  return [...joined.values()];
}

/** What is no number stays as it was written, to be told so. */
function numberOf(text: string | undefined): number | string | undefined {
  const number = Number(text);
  return Number.isNaN(number) ? text : number;
}

function given(name: string, value: unknown): Record<string, unknown> {
  return value === undefined ? {} : { [name]: value };
}

/** `--last 30d` ends at yesterday: today is never complete. */
function rangeOf({ last, from, to }: QueryArguments, today: string): { from: string; to: string } {
  const yesterday = addDays(today, -1);
  if (last !== undefined) {
    if (from !== undefined || to !== undefined) {
      throw new ConfigurationError('--last stands alone: without --from and --to.');
    }
    const days = /^(\d{1,5})d$/.exec(last)?.[1];
    if (days === undefined || Number(days) < 1) {
      throw new ConfigurationError(`--last ${last} is not a number of days such as 30d.`);
    }
    return { from: addDays(yesterday, 1 - Number(days)), to: yesterday };
  }
  const end = to ?? yesterday;
  return { from: from ?? addDays(end, 1 - defaultDays), to: end };
}

/** The longer operators first: `!=` ends with `=` too. */
const forms = [
  { sign: '!=', operator: 'not in' },
  { sign: '<<', operator: 'within' },
  { sign: '~', operator: 'contains' },
  { sign: '=', operator: 'in' },
] as const;

/**
 * `asn=64496`, `asn=64496` twice for either (see `--where`), `type!=spam`, `feed~scan`, `network<<10.0.0.0/8`,
 * `malware is none`, `malware is not none`. Whatever stands after the sign is one value, commas and quotes included.
 */
function filterOf(text: string): NamedFilter {
  const none = /^([\w.]+) is (not )?none$/.exec(text);
  if (none !== null) {
    return { dimension: none[1]!, operator: none[2] === undefined ? 'none' : 'not none', values: [] };
  }
  const name = /^[\w.]+/.exec(text)?.[0];
  const form = forms.find(({ sign }) => name !== undefined && text.startsWith(sign, name.length));
  if (name === undefined || form === undefined) {
    throw new ConfigurationError(`--where ${text} is not a filter.`, {
      advice: 'Write NAME=VALUE, NAME!=VALUE, NAME~TEXT, NAME<<NETWORK, "NAME is none" or "NAME is not none".',
    });
  }
  return { dimension: name, operator: form.operator, values: [text.slice(name.length + form.sign.length)] };
}
