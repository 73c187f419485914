import { addDays, parseQuestion, plan, print } from '@stats-portal/query';
import { connect } from '../aggregator/src/database/connect.ts';
import { compressBefore } from '../aggregator/src/statistics/hypertable.ts';
import { migrate } from '../aggregator/src/statistics/migrate.ts';
import { setUpReading } from '../aggregator/src/statistics/statistics.ts';
import { hostsLayout } from '../aggregator/src/statistics/storage.ts';
import { dimensions, number, sample, timed } from './presenceSample.ts';
import { milliseconds, printTable } from './report.ts';

const firstDay = '2026-01-01';

/** What presence is kept for, asked of the statistics in an empty database: of all, of a taxonomy, and of one ASN. */
export async function presenceQuestions(url: string, rowsPerDay: number, days: number): Promise<void> {
  const database = await connect(url);
  const { timescale } = await migrate(database, { zone: 'UTC', rezone: false });
  await database.execute(sample(rowsPerDay, days));
  await database.execute(`
    INSERT INTO stats.hosts (day, ${dimensions}, host) SELECT day, ${dimensions}, host FROM seen ORDER BY day, asn;
    INSERT INTO stats.feed_status (day, provider, feed, closing, status, expected, events)
    SELECT day, provider, feed, 'closed', 'delivered', true, count(*) FROM seen GROUP BY day, provider, feed;
    DROP TABLE seen`);
  const isColumnstore = timescale === 'columnstore';
  if (isColumnstore) {
    await compressBefore(database, addDays(firstDay, days + 120), hostsLayout);
  }
  await database.execute('VACUUM ANALYZE stats.hosts, stats.feed_status');
  const kept = await number(database, 'SELECT count(*) FROM stats.hosts');
  const bytes = await number(
    database,
    `SELECT ${isColumnstore ? 'hypertable_size' : 'pg_total_relation_size'}('stats.hosts')`
  );
  await setUpReading(database);
  const last = addDays(firstDay, days - 1);
  const is = (dimension: string, value: string): object => ({ dimension, operator: 'in', values: [value] });
  const scopes = [[], [is('taxonomy', 'vulnerable')], [is('asn', '64700')]] as const;
  const presence = { from: addDays(last, 1 - days), to: last };
  const asking: ReadonlyArray<readonly [string, object]> = [
    ['different addresses', { measure: 'ips_period' }],
    ['new', { measure: 'new' }],
    ['new, by week', { measure: 'new', grain: 'week' }],
    ['no longer reported', { measure: 'resolved' }],
    ['no longer reported, by week', { measure: 'resolved', grain: 'week' }],
    ['share no longer reported', { measure: 'gone' }],
    ['age', { measure: 'age' }],
    ['clean-up', { measure: 'cleanup' }],
    ['seen by one provider alone', { measure: 'only', by: ['provider'] }],
    ['a day’s addresses of two providers', { grain: 'day', where: [{ dimension: 'provider', operator: 'not none' }] }],
  ];
  const rows: string[][] = [];
  for (const [name, part] of asking) {
    const asked = scopes.map((where) => {
      const question = { from: addDays(last, -30), to: last, closed: false, where: [], ...part };
      return print(plan(parseQuestion({ ...question, where: [...question.where, ...where] }), undefined, presence));
    });
    const taken: string[] = [];
    for (const sql of asked) {
      taken.push(milliseconds(await timed(database, sql, 3)));
    }
    rows.push([name, ...taken]);
  }
  printTable(
    `${isColumnstore ? 'Columnstore' : 'PostgreSQL'}: ${kept.toLocaleString('en')} rows of presence in ${days} days, ${Math.round(bytes / kept)} bytes each`,
    rows,
    ['31 days', 'all', 'a taxonomy', 'one ASN']
  );
  await database.close();
}
