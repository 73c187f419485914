import { literal } from '@stats-portal/catalog';
import { projections, shapes, type Shape } from './shape.ts';
import { directDimensions } from './source.ts';

/** The one taxonomy whose `source.port` is a service that the address offers. */
const serviceTaxonomy = 'vulnerable';

const direct = directDimensions.join(', ');
const keys = projections.map(({ key }) => key).join(', ');

function bits(of: readonly Shape[]): string {
  return `${of.reduce((sum, { bit }) => sum | bit, 0n)}::bigint`;
}

/** The rollups in which two lines of one address, `line` and `earlier`, are in the same group: their bits. */
function sameGroups(): string {
  const withKey = (key: string | undefined) => shapes.filter((shape) => shape.key === key);
  const byTexts = ['code', ...projections.map(({ key }) => key)]
    .filter((key) => withKey(key).length > 0)
    .map((key) => `CASE WHEN line.${key} = earlier.${key} THEN ${bits(withKey(key))} ELSE 0 END`);
  const byOthers = directDimensions.map((name) => {
    const free = shapes.filter(({ dimensions }) => !dimensions.includes(name));
    return `CASE WHEN line.${name} IS DISTINCT FROM earlier.${name} THEN ${bits(free)} ELSE -1 END`;
  });
  return `(${[bits(withKey(undefined)), ...byTexts].join('\n        | ')})
        & ${byOthers.join('\n        & ')}`;
}

/** A row for every rollup with what a line is grouped by. */
function groupsOfLine(): string {
  const rows = shapes.map(({ bit, key, dimensions }) => {
    const values = directDimensions.map((name) => (dimensions.includes(name) ? `line.${name}` : 'NULL'));
    return `(${[`${bit}::bigint`, key === undefined ? '0' : `line.${key}`, ...values].join(', ')})`;
  });
  return `(VALUES
        ${rows.join(',\n        ')}) AS part (bit, key, ${direct})`;
}

/**
 * Common table expressions that lead to `marked (code, asn, network, port, events, again)`, a row for each line.
 * A line is what is left of the events when equal ones are put together: one tuple, one address, their number.
 * `again` has the bit of every rollup in whose group the line's address was counted by an earlier line. So in each
 * group of each rollup exactly one line of each address counts it: from there on, addresses add up like events.
 * Most addresses have one line and need no comparison. Those with up to `pairsUpTo` lines are compared pair by pair;
 * for the few with more that would be quadratic, and they are sorted instead.
 */
export function lineTables(pairsUpTo: number): string[] {
  return [
    `line AS MATERIALIZED (
    SELECT row_number() OVER ()::integer AS line, *
    FROM (
      SELECT code, ${direct}, ip, count(*)::integer AS events
      FROM (
        SELECT code, asn, network, CASE WHEN coded.taxonomy = ${literal(serviceTaxonomy)} THEN port END AS port, ip
        FROM event JOIN coded USING (hash)) AS event
      GROUP BY code, ${direct}, ip) AS line)`,
    `address AS (
    SELECT ip, row_number() OVER ()::integer AS address, count(*) AS lines
    FROM line WHERE ip IS NOT NULL GROUP BY ip HAVING count(*) > 1)`,
    `repeated AS MATERIALIZED (
    SELECT line, address, lines, code, ${direct}, ${keys}
    FROM line JOIN address USING (ip) JOIN coded USING (code))`,
    `again AS (
    SELECT line.line, bit_or(
        ${sameGroups()}) AS again
    FROM repeated AS line JOIN repeated AS earlier ON earlier.address = line.address AND earlier.line < line.line
    WHERE line.lines <= ${pairsUpTo}
    GROUP BY line.line
    UNION ALL
    SELECT line, bit_or(bit) AS again
    FROM (
      SELECT line.line, part.bit, row_number() OVER (
          PARTITION BY part.bit, line.address, part.key, part.asn, part.network, part.port ORDER BY line.line) AS place
      FROM repeated AS line CROSS JOIN LATERAL ${groupsOfLine()}
      WHERE line.lines > ${pairsUpTo}) AS placed
    WHERE place > 1
    GROUP BY line)`,
    `marked AS MATERIALIZED (
    SELECT code, ${direct}, events, CASE WHEN ip IS NULL THEN -1 ELSE coalesce(again, 0) END AS again
    FROM line LEFT JOIN again USING (line))`,
  ];
}
