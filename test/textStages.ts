/**
 * Stand-ins for the two places where Grafana changes SQL as text, quotes or not: template variables in the browser
 * (only where finished SQL is opened in Explore), and macros on the server (always).
 */

const variable = /\$(\w+)|\[\[(\w+?)(?::(\w+))?\]\]|\$\{(\w+)(?:\.([^:^}]+))?(?::([^}]+))?\}/g;

/** The browser's stage, with a value for every variable that there may be. */
function replaceVariables(sql: string, value: string): string {
  return sql.replaceAll(variable, () => value);
}

const macro = /\$([_a-zA-Z0-9]+)\(([^)]*)\)/g;

/** The server's stage. Throws for a macro that it does not know, as the server does. */
function expandMacros(sql: string): string {
  return sql
    .replaceAll('$__interval_ms', '60000')
    .replaceAll('$__interval', '1m')
    .replaceAll('$__unixEpochFrom()', '1')
    .replaceAll('$__unixEpochTo()', '2')
    .replaceAll(macro, (_, name: string) => {
      throw new Error(`unknown macro ${name}`);
    });
}

/** Both, with a variable's value that would do harm. */
export function throughGrafana(sql: string): string {
  return expandMacros(replaceVariables(sql, "'; DROP TABLE canary; --"));
}

/** Values as somebody would choose them who wants to do harm, or who just has a strange feed. */
export const hostileValues = [
  "'; DROP TABLE canary; --",
  "\\'; DROP TABLE canary; --",
  "' OR '1'='1",
  '$$; DROP TABLE canary; $$',
  '$1',
  '$x',
  '${x}',
  '${x:raw}',
  '[[x]]',
  '$__interval',
  '$__timeFilter(day)',
  '$__unknown(1)',
  "U&'\\0027'",
  '\\0027; DROP TABLE canary',
  '/* */ --',
  '\\',
  "''",
  '"',
  'Größe 🦊 \u2028',
  '{{x}}',
  '%27',
] as const;
