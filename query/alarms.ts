import { daysTable, freshnessView, identifier, rollupByName, rollupsTable } from '@stats-portal/catalog';
import { lastClosedDays } from './anchor.ts';
import { parseQuestion } from './parse.ts';
import { plan } from './plan.ts';
import { print } from './print.ts';
import { silentFeeds } from './feedRecords.ts';
import { indent } from './with.ts';

// What somebody is to be called for, in SQL as alert rules want it: texts that say whose the number is, and one number.
// A row is an alert of its own as long as it is there; what changes from one time to the next must not be among the texts.

const rollups = identifier(rollupsTable.name);
const closed = `(SELECT closed_until FROM ${freshnessView})`;
const named = (column: string): string => `coalesce(${column}, '(none)') AS ${column}`;

/** One row: hours since the statistics were brought up to date; very many if they never were. */
export const hoursSinceRun = `
SELECT coalesce(extract(epoch FROM now() - last_run) / 3600, 1000000)::float8 AS hours FROM ${freshnessView}`.trim();

/** The feeds that are silent, and for how many closed days; of two reports of one name the one that is silent for longer. */
export const silence = `
SELECT ${named('provider')}, ${named('feed')}, max(days) AS days
FROM (
${indent(silentFeeds)}
) AS feeds
GROUP BY provider, feed
ORDER BY provider, feed`.trim();

/** Fewer additional addresses a day are no rise. */
const added = 20;

/**
 * The ASNs with clearly more addresses in the last seven closed days than in the seven before, and how many times as
 * many. Where nothing was delivered in the seven before, nothing rises; days that rest on a missing feed are in neither.
 */
export const rises = `
SELECT asn::text AS asn, ips / greatest(previous, 1) AS times
FROM (
${indent(
  print(plan(parseQuestion({ ...lastClosedDays(7), by: ['asn'], shape: 'table', compare: 'previous', gaps: 'show' })), {
    moving: true,
  })
)}
) AS weeks
WHERE asn IS NOT NULL AND ips - previous >= ${added}
ORDER BY asn`.trim();

/**
 * The own country: what the database or the login is set to, or else the country that most events are from.
 * ALTER ROLE … SET stats_portal.country = 'AT' sets it.
 */
const ownCountry = `coalesce(nullif(current_setting('stats_portal.country', true), ''), (
  SELECT country FROM ${rollups}
  WHERE rollup = ${rollupByName('country').id} AND day <= ${closed} AND day > ${closed} - interval '28 days'
    AND country IS NOT NULL
  GROUP BY country ORDER BY sum(events) DESC, country LIMIT 1
))`;

/**
 * The own country, if its addresses of the last closed day lie outside of what was to be expected, and how many times the
 * usual they are. By country there may be many rows here, as nobody looks at them as curves.
 */
export const unexpected = `
SELECT country, (outside / greatest(expected, 1))::float8 AS times
FROM (
${indent(
  print(
    plan({
      ...parseQuestion({ ...lastClosedDays(1), shape: 'series', grain: 'day', expected: true, gaps: 'show' }),
      by: ['country'],
    }),
    { moving: true, columns: true }
  )
)}
) AS days
WHERE outside IS NOT NULL AND country = ${ownCountry}`.trim();

/**
 * The identifiers that were seen in the own country in the last seven closed days and not in the year before, under
 * whatever class, and how many events they had. A database that is younger than a month knows nothing old, so nothing is
 * new there.
 */
export const newIdentifiers = `
SELECT identifier, sum(events)::bigint AS events
FROM ${rollups}
WHERE rollup = ${rollupByName('country_identifier').id} AND day <= ${closed} AND day > ${closed} - interval '372 days'
  AND identifier IS NOT NULL AND country = ${ownCountry}
GROUP BY identifier
HAVING min(day) > ${closed} - interval '7 days'
  AND min(day) > (SELECT min(day) + interval '30 days' FROM ${daysTable})
ORDER BY identifier`.trim();
