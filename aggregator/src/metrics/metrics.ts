import { freshnessView } from '@stats-portal/catalog';
import { statisticsTable } from '../statistics/statistics.ts';

/** One number about the statistics, for Prometheus. */
export interface Metric {
  readonly name: string;
  /** A counter only grows; a gauge may do both. */
  readonly type: 'gauge' | 'counter';
  readonly help: string;
  /** Where the number stands: one value, over `last_run`, `ledger` and `portal`. NULL: there is none yet. */
  readonly select: string;
}

const days = statisticsTable('dirty_days');
const runs = statisticsTable('runs');
const verifications = statisticsTable('verifications');
const received = statisticsTable('received');

function lastVerification(what: string): string {
  return `(SELECT ${what} FROM ${verifications} ORDER BY id DESC LIMIT 1)`;
}

/** The moment in which a day of the portal begins. */
function beginning(day: string): string {
  return `(${day} AT TIME ZONE portal.zone)`;
}

function seconds(moment: string): string {
  return `extract(epoch FROM ${moment})`;
}

/**
 * Everything that is told, in the order it is printed. Names and base units are Prometheus' own conventions
 * (prometheus.io, "Metric and label naming"); changing one breaks the alerts that others have written.
 */
export const metrics = [
  {
    name: 'stats_portal_last_success_timestamp_seconds',
    type: 'gauge',
    help: 'When the last run ended that did not fail.',
    select: `(SELECT ${seconds('max(finished_at)')} FROM ${runs} WHERE failure IS NULL)`,
  },
  {
    name: 'stats_portal_last_run_timestamp_seconds',
    type: 'gauge',
    help: 'When the last run ended; when it started, if it was killed.',
    select: `(SELECT ${seconds('coalesce(finished_at, started_at)')} FROM last_run)`,
  },
  {
    name: 'stats_portal_last_run_duration_seconds',
    type: 'gauge',
    help: 'How long the last run took.',
    // The two moments may come from two clocks.
    select: `(SELECT ${seconds('greatest(finished_at, started_at) - started_at')} FROM last_run WHERE finished_at IS NOT NULL)`,
  },
  {
    name: 'stats_portal_last_run_success',
    type: 'gauge',
    help: '1 if the last run did all it had to do, 0 if it failed or was killed.',
    select: '(SELECT (finished_at IS NOT NULL AND failure IS NULL)::integer FROM last_run)',
  },
  {
    name: 'stats_portal_days_waiting',
    type: 'gauge',
    help: 'Days whose numbers may not equal their events, and which wait to be counted.',
    select: `(SELECT count(*) FROM ${days})`,
  },
  {
    name: 'stats_portal_days',
    type: 'gauge',
    help: 'Days in the statistics.',
    select: 'ledger.days',
  },
  {
    name: 'stats_portal_days_kept',
    type: 'gauge',
    help: 'Days that keep their numbers although the eventDB has fewer events of them.',
    select: 'ledger.kept',
  },
  {
    name: 'stats_portal_newest_closed_day_timestamp_seconds',
    type: 'gauge',
    help: 'Beginning of the newest day that is closed and counted, as are all days before it.',
    select: seconds(beginning(`(SELECT complete_until FROM ${statisticsTable(freshnessView)})`)),
  },
  {
    name: 'stats_portal_events',
    type: 'gauge',
    help: 'Events in the statistics.',
    select: 'ledger.events',
  },
  {
    name: 'stats_portal_events_without_address',
    type: 'gauge',
    help: 'Events in the statistics that have no address: they count as events only.',
    select: 'ledger.without_address',
  },
  {
    name: 'stats_portal_events_undated',
    type: 'gauge',
    help: 'Events without a time, which are in no statistics, at the last look.',
    select: 'portal.undated',
  },
  {
    name: 'stats_portal_late_events_total',
    type: 'counter',
    help: 'Events that came for days that were closed already, over all runs.',
    select: `(SELECT coalesce(sum(late_events), 0) FROM ${runs})`,
  },
  {
    name: 'stats_portal_last_import_timestamp_seconds',
    type: 'gauge',
    help: 'When the last bundle was imported, where the statistics come from another server.',
    select: `(SELECT ${seconds('imported_at')} FROM ${received} WHERE bundle > 0)`,
  },
  {
    name: 'stats_portal_last_verification_timestamp_seconds',
    type: 'gauge',
    help: 'When the last verification ended.',
    select: lastVerification(seconds('finished_at')),
  },
  {
    name: 'stats_portal_last_verification_days',
    type: 'gauge',
    help: 'Days that the last verification compared with their events.',
    select: lastVerification('days'),
  },
  {
    name: 'stats_portal_last_verification_differences',
    type: 'gauge',
    help: 'Cells that the last verification found to differ from the events.',
    select: lastVerification('differences'),
  },
  {
    name: 'stats_portal_database_size_bytes',
    type: 'gauge',
    help: 'Size of the statistics database.',
    select: 'pg_database_size(current_database())',
  },
] as const satisfies readonly Metric[];

export type MetricName = (typeof metrics)[number]['name'];

/** The numbers that are known; one that is not there is not told, rather than told as 0. */
export type Measurements = ReadonlyMap<MetricName, number>;
