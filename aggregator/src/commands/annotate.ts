import { annotationsTable } from '@stats-portal/catalog';
import { isDay } from '@stats-portal/query';
import { toObjects, toTable } from '../answer/table.ts';
import { ConfigurationError } from '../errors.ts';
import { withDatabases, type Program } from '../program.ts';
import { requireMigrated } from '../statistics/migrations.ts';
import { setUpReading, statisticsTable } from '../statistics/statistics.ts';

export interface AnnotateArguments {
  readonly from?: string;
  readonly to?: string;
  readonly provider?: string;
  readonly feed?: string;
  readonly code?: string;
  readonly taxonomy?: string;
  readonly type?: string;
  readonly identifier?: string;
}

const table = statisticsTable(annotationsTable);
const longest = 500;

/** `stats-portal annotate TEXT`: what people know, beside what the runs found. */
export async function annotateCommand(program: Program, text: string, options: AnnotateArguments): Promise<void> {
  const { from, to = from } = options;
  if (from === undefined || to === undefined || !isDay(from) || !isDay(to) || from > to) {
    throw new ConfigurationError('An annotation needs its first day, and one that is not before it as the last.', {
      advice: 'For example: stats-portal annotate "sinkhole moved" --from 2026-01-30 --to 2026-01-31',
    });
  }
  if (text.trim() === '' || text.length > longest) {
    throw new ConfigurationError(`An annotation has 1 to ${longest} characters.`);
  }
  const about = ['provider', 'feed', 'code', 'taxonomy', 'type', 'identifier'] as const;
  await withDatabases(program.settings, ['statsdb'], async ({ statsdb }) => {
    await requireMigrated(statsdb);
    const [row] = await statsdb.rows<{ id: string }>(
      `INSERT INTO ${table} (kind, day, last_day, provider, feed, feed_code, taxonomy, type, identifier, text, made_at)
       VALUES ('manual', $1::timestamp, $2::timestamp, $3, $4, $5, $6, $7, $8, $9, $10::timestamptz) RETURNING id::text`,
      [from, to, ...about.map((name) => options[name] ?? null), text, program.now.toISOString()]
    );
    program.output.write(`${row!.id}\n`);
  });
}

/** `stats-portal annotations list`: all of a time, those that go on included. */
export async function annotationsListCommand(
  program: Program,
  { from = '1970-01-01', to = '9999-12-31', json }: { from?: string; to?: string; json?: boolean }
): Promise<void> {
  if (!isDay(from) || !isDay(to)) {
    throw new ConfigurationError('--from and --to are days such as 2026-01-31.');
  }
  await withDatabases(program.settings, ['statsdb'], async ({ statsdb }) => {
    await setUpReading(statsdb);
    await requireMigrated(statsdb);
    const answer = await statsdb.query(
      `SELECT id, kind, day::date AS day, last_day::date AS last_day, provider, feed, feed_code, taxonomy, type, identifier, text
       FROM ${table} WHERE day <= $2::timestamp AND coalesce(last_day, 'infinity') >= $1::timestamp ORDER BY annotations.day, id`,
      [from, to]
    );
    program.output.write(
      json === true
        ? `${JSON.stringify(toObjects(answer), null, 2)}\n`
        : answer.rows.length === 0
          ? 'no annotations\n'
          : toTable(answer, { none: '-' })
    );
  });
}

/** `stats-portal annotations remove ID`. What a run found would be found again. */
export async function annotationsRemoveCommand(program: Program, id: string): Promise<void> {
  await withDatabases(program.settings, ['statsdb'], async ({ statsdb }) => {
    await requireMigrated(statsdb);
    const removed = await statsdb.query(`DELETE FROM ${table} WHERE id::text = $1 AND kind = 'manual' RETURNING id`, [
      id,
    ]);
    if (removed.rows.length === 0) {
      throw new ConfigurationError(`There is no annotation ${id} that was made by hand.`, {
        advice: 'See: stats-portal annotations list',
      });
    }
  });
}
