import { aliasSteps, identifier, literal, type AliasRule } from '@stats-portal/catalog';

const fields = ['taxonomy', 'type', 'identifier'] as const;

/** Number of the first rule that matches the row and changes something; NULL if there is none. */
function applicableRule(rules: readonly AliasRule[]): string {
  const cases = rules.map(({ when, use }, index) => {
    const matches = Object.entries(when).map(([field, value]) => `${field} = ${literal(value)}`);
    const changes = Object.entries(use).map(([field, value]) => `${field} IS DISTINCT FROM ${literal(value)}`);
    return `WHEN ${[...matches, `(${changes.join(' OR ')})`].join(' AND ')} THEN ${index}`;
  });
  return rules.length === 0 ? 'NULL::integer' : `CASE\n        ${cases.join('\n        ')} END`;
}

/** What the rules put in place of the event's values; NULL leaves a value alone. The first row only gives the types. */
function replacements(rules: readonly AliasRule[]): string {
  const rows = rules.map(({ use }, index) => {
    const values = fields.map((field) => (use[field] === undefined ? 'NULL' : literal(use[field])));
    return `(${[index, ...values].join(', ')})`;
  });
  return ['(NULL::integer, NULL::text, NULL::text, NULL::text)', ...rows].join(',\n    ');
}

/**
 * Common table expressions that give `today (code, taxonomy, type, identifier)`: the class of today for each row of
 * `tuple (code, taxonomy, type, identifier, malware, feed)`. To stand in a WITH RECURSIVE.
 * The definition is `applyAliases` of the catalog. Rules that run in a circle make the statement fail with SQLSTATE
 * 22P02 (invalid_text_representation), the message naming the class.
 */
export function aliasTables(rules: readonly AliasRule[]): string[] {
  const replaced = fields
    .map((field) => `coalesce(new_${field} COLLATE ${identifier('C')}, before.${field})`)
    .join(', ');
  const circle = `(concat_ws(${literal(' / ')}, ${literal('aliases run in a circle')}, ${fields.join(', ')}))::boolean`;
  return [
    `replacement (rule, new_taxonomy, new_type, new_identifier) AS (VALUES
    ${replacements(rules)})`,
    // One row per tuple and step: few tuples need a step at all.
    `renamed AS (
    SELECT code, lower(taxonomy) AS taxonomy, type, identifier, malware, feed, 0 AS step FROM tuple
    UNION ALL
    SELECT before.code, ${replaced}, before.malware, before.feed, before.step + 1
    FROM (
      SELECT *, ${applicableRule(rules)} AS rule
      FROM renamed WHERE step <= ${aliasSteps} OFFSET 0) AS before
    JOIN replacement USING (rule))`,
    `today AS (
    SELECT DISTINCT ON (code) code, taxonomy, type, identifier FROM renamed
    WHERE CASE WHEN step <= ${aliasSteps} THEN true ELSE ${circle} END
    ORDER BY code, step DESC)`,
  ];
}
