import { literal } from '@stats-portal/catalog';
import type { Database } from '../database/database.ts';
import { schema } from '../statistics/names.ts';
import type { HypertableLayout, StorageSettings } from '../statistics/storage.ts';
import type { Drift, Repair } from './drift.ts';

/** One of the two jobs of a hypertable, by the name of TimescaleDB's procedure. */
interface Job {
  readonly procedure: string;
  readonly does: string;
  /** Key of the job's configuration that has the age. */
  readonly age: string;
  readonly add: (days: number) => string;
  readonly remove: string;
}

const shown = ({ table }: HypertableLayout): string => `${schema}.${table}`;

export function columnstoreJob(layout: HypertableLayout): Job {
  const table = literal(shown(layout));
  return {
    procedure: 'policy_compression',
    does: `moves chunks of ${shown(layout)} into the columnstore`,
    age: 'compress_after',
    add: (days) => `CALL add_columnstore_policy(${table}::regclass, after => interval '${days} days')`,
    remove: `CALL remove_columnstore_policy(${table}::regclass, if_exists => true)`,
  };
}

function retentionJob(layout: HypertableLayout): Job {
  const table = literal(shown(layout));
  return {
    procedure: 'policy_retention',
    does: `drops old chunks of ${shown(layout)}`,
    age: 'drop_after',
    add: (days) => `SELECT add_retention_policy(${table}::regclass, drop_after => interval '${days} days')`,
    remove: `SELECT remove_retention_policy(${table}::regclass, if_exists => true)`,
  };
}

/**
 * The job drops whole chunks a day later than the run takes their days out of the ledger: the ledger never names a day
 * whose rows are gone.
 */
function retentionJobDays(layout: HypertableLayout, settings: StorageSettings): number | undefined {
  const retentionDays = layout.retentionDays(settings);
  return retentionDays === undefined ? undefined : retentionDays + 1;
}

/** Both, as the settings ask for them. */
export function newJobs(layout: HypertableLayout, settings: StorageSettings): Repair[] {
  const dropAfter = retentionJobDays(layout, settings);
  return [
    { step: 'jobs', sql: columnstoreJob(layout).add(settings.columnstoreAfterDays) },
    ...(dropAfter === undefined ? [] : [{ step: 'jobs', sql: retentionJob(layout).add(dropAfter) } satisfies Repair]),
  ];
}

/** Jobs that are missing, too many, or not what the settings ask for. */
export async function jobsDrift(
  database: Database,
  layout: HypertableLayout,
  settings: StorageSettings
): Promise<Drift[]> {
  return [
    ...(await jobDrift(database, layout, columnstoreJob(layout), settings.columnstoreAfterDays)),
    ...(await jobDrift(database, layout, retentionJob(layout), retentionJobDays(layout, settings))),
  ];
}

async function jobDrift(
  database: Database,
  layout: HypertableLayout,
  job: Job,
  days: number | undefined
): Promise<Drift[]> {
  const live = await readJob(database, layout, job);
  if (days === undefined) {
    return live === undefined ? [] : [unwantedJob(job, live)];
  }
  const add: Repair = { step: 'jobs', sql: job.add(days) };
  if (live === undefined) {
    return [{ what: `no job ${job.does}`, advice: 'It is made by migrate, and by each run.', repairs: [add] }];
  }
  const [answer] = await database.rows<{ same: string }>(
    'SELECT ($1::interval = make_interval(days => $2))::text AS same',
    [live.age, days]
  );
  if (answer!.same === 'true') {
    return [];
  }
  return [
    {
      what: `the job that ${job.does} does so after ${live.age}, not after ${days} days`,
      advice: 'The settings say otherwise.',
      repairs: [{ step: 'columnstore', sql: job.remove }, add],
    },
  ];
}

function unwantedJob(job: Job, { age }: LiveJob): Drift {
  return {
    what: `a job ${job.does} after ${age}, but no retention is set`,
    advice: 'If that is wanted, set statsdb.retentionDays: the ledger has to forget the same days.',
    repairs: [{ step: 'jobs', sql: job.remove }],
  };
}

/** Jobs that are there and do not work. */
export async function jobFaults(database: Database, layout: HypertableLayout): Promise<Drift[]> {
  const found: Drift[] = [];
  for (const job of [columnstoreJob(layout), retentionJob(layout)]) {
    const live = await readJob(database, layout, job);
    if (live !== undefined && live.scheduled !== 'true') {
      found.push({
        what: `the job that ${job.does} is switched off`,
        advice: 'Somebody may have had a reason; migrate switches it on again.',
        repairs: [{ step: 'jobs', sql: `SELECT alter_job(${live.id}, scheduled => true)` }],
      });
    }
    if (live?.failed === 'true') {
      found.push({
        what: `the job that ${job.does} failed the last time`,
        advice: `The reason is in timescaledb_information.job_errors, as job ${live.id}.`,
        repairs: [],
      });
    }
  }
  return found;
}

type LiveJob = Readonly<Record<'id' | 'age' | 'scheduled' | 'failed', string>>;

async function readJob(
  database: Database,
  layout: HypertableLayout,
  { procedure, age }: Job
): Promise<LiveJob | undefined> {
  const [row] = await database.rows<LiveJob>(
    `SELECT job_id::text AS id, config ->> $4 AS age, scheduled::text AS scheduled,
            coalesce((SELECT last_run_status = 'Failed' FROM timescaledb_information.job_stats
                      WHERE job_stats.job_id = jobs.job_id), false)::text AS failed
     FROM timescaledb_information.jobs
     WHERE hypertable_schema = $1 AND hypertable_name = $2 AND proc_name = $3`,
    [schema, layout.table, procedure, age]
  );
  return row;
}
