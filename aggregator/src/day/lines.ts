import { literal } from '@stats-portal/catalog';
import { projections, shapes, type Shape } from './shape.ts';
import { directDimensions } from './source.ts';

/** The one taxonomy whose `source.port` is a service that the address offers. */
const serviceTaxonomy = 'vulnerable';

const direct = directDimensions.join(', ');

/** The bits of these rollups together. */
export function bits(of: readonly Shape[]): string {
  return `${of.reduce((sum, { bit }) => sum | bit, 0n)}::bigint`;
}

/** The rollups in which two lines of one address, `line` and `earlier`, are in the same group: their bits. */
function sameGroups(): string {
  const withKey = (key: string | undefined) => shapes.filter((shape) => shape.key === key);
  const byTexts = ['code', ...projections.map(({ key }) => key)]
    .filter((key) => withKey(key).length > 0)
    .map((key) => `CASE WHEN of_line.${key} = of_earlier.${key} THEN ${bits(withKey(key))} ELSE 0 END`);
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
    return `(${[`${bit}::bigint`, key === undefined ? '0' : `of_line.${key}`, ...values].join(', ')})`;
  });
  return `(VALUES
        ${rows.join(',\n        ')}) AS part (bit, key, ${direct})`;
}

/**
 * Common table expressions that lead to `marked (code, asn, network, port, events, again)`, a row for each line.
 * A line is what is left of the events when equal ones of one address are put together.
 * `again` has the bit of every rollup in whose group the line's address is counted by an earlier line. So in each
 * group of each rollup exactly one line of each address counts it: from there on, addresses add up like events.
 * Most addresses have one event and need no comparison. Lines of those with up to `pairsUpTo` events are compared pair
 * by pair; for the few with more that would be quadratic, and they are sorted instead.
 */
export function lineTables(pairsUpTo: number): string[] {
  return [
    `address AS (
    SELECT ip, row_number() OVER ()::integer AS address, count(*)::integer AS sightings
    FROM event WHERE ip IS NOT NULL GROUP BY ip HAVING count(*) > 1)`,
    // The address is 0 where it has only this event, and NULL where there is none.
    `located AS MATERIALIZED (
    SELECT coded.code, event.asn, event.network,
      CASE WHEN coded.taxonomy = ${literal(serviceTaxonomy)} THEN event.port END AS port,
      CASE WHEN ip IS NOT NULL THEN coalesce(address.address, 0) END AS address, address.sightings
    FROM event LEFT JOIN coded USING (hash) LEFT JOIN address USING (ip))`,
    // Lines of one address side by side: the joins below then find them in the processor's cache.
    `line AS MATERIALIZED (
    SELECT row_number() OVER (ORDER BY address)::integer AS line, *
    FROM (
      SELECT code, ${direct}, address, min(sightings) AS sightings, count(*)::integer AS events
      FROM located WHERE address > 0 GROUP BY code, ${direct}, address) AS line)`,
    `again AS (
    SELECT line, bit_or(groups) AS again
    FROM (
      SELECT line.line, ${sameGroups()} AS groups
      FROM line JOIN line AS earlier ON earlier.address = line.address AND earlier.line < line.line
      JOIN coded AS of_line ON of_line.code = line.code JOIN coded AS of_earlier ON of_earlier.code = earlier.code
      WHERE line.sightings <= ${pairsUpTo}
      UNION ALL
      SELECT line, bit
      FROM (
        SELECT line.line, part.bit, row_number() OVER (
            PARTITION BY part.bit, line.address, part.key, part.asn, part.network, part.port ORDER BY line.line) AS place
        FROM line JOIN coded AS of_line USING (code)
        CROSS JOIN LATERAL ${groupsOfLine()}
        WHERE line.sightings > ${pairsUpTo}) AS placed
      WHERE place > 1) AS found
    GROUP BY line)`,
    `marked AS MATERIALIZED (
    SELECT code, ${direct}, 1 AS events, CASE WHEN address = 0 THEN 0 ELSE -1 END::bigint AS again
    FROM located WHERE address IS NULL OR address = 0
    UNION ALL
    SELECT code, ${direct}, events, coalesce(again, 0) FROM line LEFT JOIN again USING (line))`,
  ];
}
