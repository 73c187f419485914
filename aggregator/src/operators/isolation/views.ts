import {
  annotationsTable,
  dayStatusTable,
  feedStatusTable,
  feedsTable,
  hostsTable,
  identifier,
  literal,
  operatorCountryView,
  operatorRatesView,
  qualified,
  rollups,
  rollupByName,
  rollupsTable,
  type Rollup,
} from '@stats-portal/catalog';
import { statisticsTable } from '../../statistics/statistics.ts';
import { ownCountry } from '../country.ts';
import { crowd } from '../crowd.ts';
import { ownRates } from '../rates.ts';
import { closedUntil, completeUntil, presenceColumns, type View } from '../../statistics/views.ts';

const all: readonly Rollup[] = rollups;
const has = (dimension: 'operator' | 'asn') => (rollup: Rollup) => rollup.dimensions.includes(dimension);
const idsOf = (some: readonly Rollup[]): string => some.map(({ id }) => id).join(', ');

/** The rollups with rows of operators: of these an operator has its own rows. */
const assignedRollups = all.filter(has('operator'));
/** The rollups by ASN without operators: of these an operator has the rows of its ASNs, customers included. */
const routedRollups = all.filter((rollup) => has('asn')(rollup) && !has('operator')(rollup));

/** The options of every view: without the barrier a function in WHERE would be called with the rows of others. */
export const viewOptions = 'WITH (security_barrier = true)';

const columns = rollupsTable.columns.map(({ name }) => `cells.${identifier(name)}`).join(', ');
const cells = `${statisticsTable('rollups')} AS cells`;

interface OperatorView extends View {
  /** Whether the role may read it by itself. */
  readonly isGranted: boolean;
}

/**
 * What the role and schema `id` reads, under the names that the plugin's SQL asks. Anybody may read the definition of any
 * view: it says the id, and the table of ids, which nobody else may read, says whose it is.
 */
export function operatorViews(id: string): readonly OperatorView[] {
  const access = `FROM ${statisticsTable('operator_access')} WHERE id = ${literal(id)}`;
  const me = `(SELECT operator ${access})`;
  const asns = `ARRAY(${ownAsns(me)})`;
  const assigned = `SELECT ${columns} FROM ${cells} WHERE rollup IN (${idsOf(assignedRollups)}) AND operator = ${me}`;
  const routed = `SELECT ${columns} FROM ${cells} WHERE rollup IN (${idsOf(routedRollups)}) AND asn = ANY (${asns})`;
  const whole = rollupByName('total').id;
  const national = `SELECT ${columns} FROM ${cells} WHERE rollup = ${whole} AND ${isCrowd(access, me, asns)}`;
  const parts: readonly View[] = [
    { name: 'assigned', select: assigned },
    { name: 'routed', select: routed },
    { name: 'national', select: national },
  ];
  const views: readonly View[] = [
    {
      name: 'rollups',
      select: parts.map(({ name }) => `SELECT * FROM ${qualified(`${id}.${name}`)}`).join(' UNION ALL '),
    },
    { name: 'days', select: days },
    { name: 'freshness', select: freshness },
    { name: 'as_names', select: asNames(me, asns) },
    { name: 'runs', select: runs },
    { name: 'operators', select: operators(me) },
    { name: operatorRatesView, select: ownRates(me, visibleOn('days.day', asns), access) },
    { name: operatorCountryView, select: ownCountry(me, visibleOn('days.day', asns), access) },
    { name: hostsTable.name, select: ownHosts(me) },
    { name: feedsTable, select: feeds },
    { name: feedStatusTable, select: feedStatus },
    { name: dayStatusTable, select: dayStatus },
    { name: annotationsTable, select: annotations },
  ];
  // Each part is a barrier of its own: PostgreSQL takes a UNION ALL apart whatever the options of the view around it, and
  // then calls functions in WHERE with the rows of all operators.
  return [
    ...parts.map((view) => ({ ...view, isGranted: false })),
    ...views.map((view) => ({ ...view, isGranted: true })),
  ].map((view) => ({ ...view, name: `${id}.${view.name}` }));
}

/** Those that the role may read by itself. */
export const grantedViews = (id: string): string[] =>
  operatorViews(id)
    .filter(({ isGranted }) => isGranted)
    .map(({ name }) => name);

/** Its ASNs by the valid constituency, as `ownerAmong` decides: one that several name is the one primary operator's. */
function ownAsns(me: string): string {
  const claims = statisticsTable('operator_asns');
  return (
    `SELECT mine.asn FROM ${claims} AS mine WHERE mine.valid_to IS NULL AND mine.operator = ${me} AND NOT EXISTS (` +
    `SELECT FROM ${claims} AS other WHERE other.valid_to IS NULL AND other.asn = mine.asn ` +
    `AND other.operator <> mine.operator AND (other.is_primary OR NOT mine.is_primary))`
  );
}

/** The operators of which it has numbers on a day: they have events in its ASNs. */
function visibleOn(day: string, asns: string): string {
  return (
    `ARRAY(SELECT seen.operator FROM ${statisticsTable('rollups')} AS seen WHERE seen.rollup = ${rollupByName('operator_asn').id} ` +
    `AND seen.day = ${day} AND seen.asn = ANY (${asns}) AND seen.operator IS NOT NULL)`
  );
}

/**
 * Whether the whole of a day says nothing of one competitor. Counted are only the others that it has no numbers of: not
 * those with events in its ASNs, which it could take away from the whole. Nobody's events do not count as a crowd either.
 */
function isCrowd(access: string, me: string, asns: string): string {
  const visible = visibleOn('cells.day', asns);
  return (
    `(SELECT ${crowd('others.events', access)} AND ${crowd('others.ips', access)} ` +
    `FROM ${statisticsTable('rollups')} AS others WHERE others.rollup = ${rollupByName('operator').id} ` +
    `AND others.day = cells.day AND others.operator <> ${me} AND others.operator <> ALL (${visible}))`
  );
}

/** Which days there are; how many events all operators have is not said. */
const days = `SELECT day, NULL::bigint AS version, counting, zone, least(events, 1)::bigint AS events,
  NULL::bigint AS without_address, NULL::bigint AS events_seen, NULL::timestamptz AS counted_at, NULL::uuid AS source, NULL::text AS hosts
  FROM ${statisticsTable('days')}`;

/** As the view of the statistics, but for a number of events. */
const freshness = `SELECT zone, ${closedUntil} AS closed_until, looked_at, NULL::bigint AS undated,
  (SELECT max(finished_at) FROM ${statisticsTable('runs')} WHERE failure IS NULL) AS last_run,
  ${completeUntil} AS complete_until,
  (SELECT count(*) FROM ${statisticsTable('dirty_days')}) AS days_waiting, ${presenceColumns}
  FROM ${statisticsTable('portal')}`;

/** Of presence, what is assigned to it, and no address: those of its ASNs are its customers' too. */
function ownHosts(me: string): string {
  const shown = hostsTable.columns.map(({ name, type }) =>
    name === 'address' ? `NULL::${type} AS ${identifier(name)}` : identifier(name)
  );
  return `SELECT ${shown.join(', ')} FROM ${statisticsTable(hostsTable.name)} WHERE operator = ${me}`;
}

/** Names of ASNs that it has numbers of: that another one has a name here says that it had events. */
function asNames(me: string, asns: string): string {
  return `SELECT asn, name, NULL::timestamp AS day FROM ${statisticsTable('as_names')} AS names
  WHERE asn = ANY (${asns}) OR EXISTS (SELECT FROM ${statisticsTable('rollups')} AS cells
    WHERE cells.rollup = ${rollupByName('operator_asn').id} AND cells.operator = ${me} AND cells.asn = names.asn)`;
}

/** There, so that questions to it are no errors, and empty: runs tell numbers of all events, and failures. */
const runs = `SELECT * FROM ${statisticsTable('runs')} WHERE false`;

/**
 * What feeds delivered, without how much. Of reports that come only where there is something to report nothing is said:
 * that one came may be about one other operator.
 */
const feeds = `SELECT provider, feed, feed_code, method, NULL::timestamp AS first_day, NULL::timestamp AS last_day, ends_on, delivers,
  weekdays, NULL::integer AS delivered_days, NULL::integer AS of_days, lag_hours, NULL::bigint AS usual_events,
  NULL::bigint AS low_events, NULL::bigint AS high_events
  FROM ${statisticsTable(feedsTable)} WHERE delivers IN ('daily', 'weekdays', 'weekly') AND low_events > 0`;

const feedStatus = `SELECT day, provider, feed, feed_code, closing, status, expected, NULL::bigint AS events, NULL::bigint AS usual_events
  FROM ${statisticsTable(feedStatusTable)} WHERE expected`;

const dayStatus = `SELECT day, closing, NULL::real AS share_in, expected_feeds, missing_feeds, thin_feeds, NULL::text AS judged
  FROM ${statisticsTable(dayStatusTable)}`;

/** Feeds are missing only where a delivery was due. All else tells what others had, or what people wrote for themselves. */
const annotations = `SELECT NULL::bigint AS id, kind, day, last_day, provider, feed, feed_code, taxonomy, type, identifier, text,
  NULL::timestamptz AS made_at FROM ${statisticsTable(annotationsTable)} WHERE kind = 'feed missing'`;

function operators(me: string): string {
  return `SELECT operator, name FROM ${statisticsTable('operators')} WHERE valid_to IS NULL AND operator = ${me}`;
}
