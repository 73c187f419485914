import type { Parameter } from './database.ts';

/**
 * The text form in which a parameter is sent; both drivers leave its type to the server.
 * Written here once, because `pg` and PGlite turn the same JavaScript value into different texts.
 */
export function parameterText(parameter: Parameter): string | null {
  if (parameter === null) {
    return null;
  }
  return typeof parameter === 'object' ? arrayText(parameter) : String(parameter);
}

/** Every element quoted, so that an empty text, `NULL`, a comma or a brace stays what it is. */
function arrayText(elements: readonly string[]): string {
  const quoted = elements.map((element) => `"${element.replaceAll(/["\\]/g, String.raw`\$&`)}"`);
  return `{${quoted.join(',')}}`;
}
