import { literal, rollups } from '@stats-portal/catalog';
import { toCsv, toObjects, toTable, type Format } from '../answer/table.ts';
import { withDatabases, type Program } from '../program.ts';
import { requireMigrated } from '../statistics/migrations.ts';
import { setUpReading, statisticsTable } from '../statistics/statistics.ts';
import { namedDays } from './namedDays.ts';

export interface RevisionsArguments {
  readonly from?: string;
  readonly to?: string;
  readonly rollup?: string;
  readonly format: Format;
}

const names = rollups.map(({ id, name }) => `(${id}, ${literal(name)})`).join(', ');

/** `stats-portal revisions`: which closed days have other numbers than they once had, and why. */
export async function revisionsCommand(program: Program, options: RevisionsArguments): Promise<void> {
  const { from, to } = namedDays(options);
  await withDatabases(program.settings, ['statsdb'], async ({ statsdb }) => {
    await setUpReading(statsdb);
    await requireMigrated(statsdb);
    const answer = await statsdb.query(
      `SELECT day::date AS day, coalesce(name, 'rollup ' || rollup) AS rollup,
              to_char(revised_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS revised_at, cause,
              version_before, version_after, events_before, events_after, ips_before, ips_after, rows_before, rows_after
       FROM ${statisticsTable('revisions')} LEFT JOIN (VALUES ${names}) AS known (rollup, name) USING (rollup)
       WHERE ($1::timestamp IS NULL OR revisions.day >= $1) AND ($2::timestamp IS NULL OR revisions.day <= $2)
         AND ($3::text IS NULL OR name = $3)
       ORDER BY revisions.day, revisions.id`,
      [from, to, options.rollup ?? null]
    );
    switch (options.format) {
      case 'csv':
        program.output.write(toCsv(answer));
        break;
      case 'json':
        program.output.write(`${JSON.stringify(toObjects(answer), null, 2)}\n`);
        break;
      case 'table':
        program.output.write(answer.rows.length === 0 ? 'no revisions\n' : toTable(answer, { none: '-' }));
    }
  });
}
