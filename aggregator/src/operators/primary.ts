import { ConfigurationError } from '../errors.ts';
import type { Constituency } from './constituency.ts';
import { quoted, readAsn, readCidr, readKey } from './values.ts';

/** Whose an ASN or network is that several operators name, as it was said on the command line. */
export interface Primary {
  /** A number for an ASN. */
  readonly object: number | string;
  readonly operator: string;
}

/** Reads `AS64496=KEY` or `192.0.2.0/24=KEY`. Throws a ConfigurationError. */
export function readPrimaryOption(text: string): Primary {
  const equals = text.indexOf('=');
  const [name, key] = [text.slice(0, equals), readKey(text.slice(equals + 1))];
  const object = name.includes('/') ? readCidr(name) : readAsn(name);
  if (equals === -1 || 'reason' in key || 'reason' in object) {
    throw new ConfigurationError(`--primary ${quoted(text)} is not an ASN or network, = and an operator.`, {
      advice: 'Write it such as AS64496=acme or 192.0.2.0/24=acme.',
    });
  }
  return { object: object.value, operator: key.value };
}

/** The constituency with these rules in place of its own for the same objects. Throws a ConfigurationError. */
export function withPrimaries(constituency: Constituency, primaries: readonly Primary[]): Constituency {
  const chosen = new Map(primaries.map(({ object, operator }) => [object, operator]));
  const { asns, networks } = constituency;
  const wrong = primaries.find(
    ({ object, operator }) =>
      chosen.get(object) !== operator ||
      ![...asns, ...networks].some(
        (claim) => claim.operator === operator && object === ('asn' in claim ? claim.asn : claim.network)
      )
  );
  if (wrong !== undefined) {
    const object = typeof wrong.object === 'number' ? `AS${wrong.object}` : wrong.object;
    throw new ConfigurationError(
      chosen.get(wrong.object) === wrong.operator
        ? `--primary: ${object} is not named for ${quoted(wrong.operator)}.`
        : `--primary: ${object} is given to two operators.`,
      { advice: 'Nothing was stored.' }
    );
  }
  const withRule = <Claim extends { readonly operator: string; readonly isPrimary: boolean }>(
    claim: Claim,
    object: number | string
  ): Claim => {
    const operator = chosen.get(object);
    return operator === undefined ? claim : { ...claim, isPrimary: claim.operator === operator };
  };
  return {
    ...constituency,
    asns: asns.map((claim) => withRule(claim, claim.asn)),
    networks: networks.map((claim) => withRule(claim, claim.network)),
  };
}
