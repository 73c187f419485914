import { changesTable } from '@stats-portal/catalog';
import { toObjects, toTable } from '../answer/table.ts';
import { withDatabases, type Program } from '../program.ts';
import { requireMigrated } from '../statistics/migrations.ts';
import { setUpReading, statisticsTable } from '../statistics/statistics.ts';

const of = `FROM ${statisticsTable(changesTable)} ORDER BY abs(events_after - events_before) DESC, taxonomy, type, identifier`;

const everything = `SELECT * ${of}`;

const whole = (column: string): string => `round(${column})::integer AS ${column}`;
const shown = `
  SELECT last_day::date AS until, concat_ws(' / ', coalesce(taxonomy, '(none)'), coalesce(type, '(none)'),
         coalesce(identifier, '(none)')) AS class, ${['events_before', 'events_after', 'by_feeds', 'by_new', 'by_reclassification', 'remaining'].map(whole).join(', ')}, why
  ${of}`;

/** `stats-portal changes`: what moved from one closed week to the next, and why. */
export async function changesCommand(
  { settings, output }: Program,
  { json }: { readonly json?: boolean }
): Promise<void> {
  await withDatabases(settings, ['statsdb'], async ({ statsdb }) => {
    await setUpReading(statsdb);
    await requireMigrated(statsdb);
    const answer = await statsdb.query(json === true ? everything : shown);
    output.write(
      json === true
        ? `${JSON.stringify(toObjects(answer), null, 2)}\n`
        : answer.rows.length === 0
          ? 'nothing moved from one closed week to the next\n'
          : toTable(answer, { none: '-' })
    );
  });
}
