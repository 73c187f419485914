/**
 * The only two functions of the project that put quotes into SQL.
 * What they print survives every reader on the way: Grafana's template variables and macros (no `$`, no `[[`, no
 * quote is left in a literal) and PostgreSQL itself, whatever its settings.
 */

/** A name as PostgreSQL reads it: `"source.ip"`. Throws a TypeError for what cannot be a name. */
export function identifier(name: string): string {
  if (name === '' || !/^[A-Za-z0-9_.:-]+$/.test(name)) {
    throw new TypeError(`not a name of a table or column: ${JSON.stringify(name)}`);
  }
  return `"${name}"`;
}

/** A table or view, optionally with its schema: `"public"."events"`. */
export function qualified(name: string): string {
  return name.split('.').map(identifier).join('.');
}

const plain = /^[A-Za-z0-9 _.:@/-]*$/;

/**
 * A value as a text literal. Throws a TypeError for what PostgreSQL's text cannot hold (NUL, half of a surrogate pair).
 * Needs `standard_conforming_strings`, PostgreSQL's default since 9.1.
 */
export function literal(value: string): string {
  if (plain.test(value)) {
    return `'${value}'`;
  }
  const characters = Array.from(value, (character) => {
    const code = character.codePointAt(0)!;
    if (code === 0 || (code >= 0xd800 && code <= 0xdfff)) {
      throw new TypeError('the value has a character that PostgreSQL cannot store');
    }
    if (plain.test(character)) {
      return character;
    }
    return code > 0xffff ? `\\+${hex(code, 6)}` : `\\${hex(code, 4)}`;
  });
  return `U&'${characters.join('')}'`;
}

/** Whether PostgreSQL's text can hold the value, so that `literal` will take it. */
export function storable(value: string): boolean {
  return !/\0|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(value);
}

function hex(code: number, digits: number): string {
  return code.toString(16).toUpperCase().padStart(digits, '0');
}
