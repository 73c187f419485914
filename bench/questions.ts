import { rollupByName } from '@stats-portal/catalog';
import { addDays } from '@stats-portal/query';
import type { Database } from '../aggregator/src/database/database.ts';
import { setUpReading } from '../aggregator/src/statistics/statistics.ts';
import type { Portal } from '../dashboards/dashboard.ts';
import { build, dashboards } from '../dashboards/index.ts';
import { compile, panelSql } from '../src/datasource/compile.ts';
import { presets } from '../src/datasource/presets.ts';
import { median, milliseconds, printTable } from './report.ts';

const repetitions = 5;
const presetDays = 31;
/** Points of a panel's width. */
const maxDataPoints = 800;

type Variables = Readonly<Record<string, readonly string[] | 'all'>>;

interface Days {
  readonly from: string;
  readonly to: string;
}

/** What readers ask: each preset over 31 days, and all questions of each dashboard over its own range. */
export async function questions(statsdb: Database, lastDay: string): Promise<void> {
  await setUpReading(statsdb);
  const values = await mostAffected(statsdb, lastDay);
  const days = { from: addDays(lastDay, 1 - presetDays), to: lastDay };
  const asked: string[][] = [];
  for (const { title, parts } of presets) {
    const where = parts.where.map((filter) =>
      filter.operator === 'in' && filter.values.length === 0
        ? { ...filter, values: [values[filter.dimension as keyof typeof values]] }
        : filter
    );
    const taken = await warm(statsdb, sqlOf({ refId: 'A', ...parts, where }, days, {}, lastDay));
    asked.push([title, milliseconds(taken)]);
  }
  printTable(`Presets, ${presetDays} days (warm, median of ${repetitions})`, asked, ['preset', 'time']);
  const shown: string[][] = [];
  for (const portal of dashboards) {
    const taken = await askedBy(statsdb, portal, chosen(values), lastDay);
    const [slowest] = taken.toSorted(([, one], [, other]) => other - one);
    shown.push([
      portal.title,
      String(portal.days),
      String(taken.length),
      milliseconds(taken.reduce((sum, [, one]) => sum + one, 0)),
      `${slowest![0]}: ${milliseconds(slowest![1])}`,
    ]);
  }
  printTable('Dashboards: all their questions, one after the other (warm)', shown, [
    'dashboard',
    'days',
    'questions',
    'together',
    'slowest',
  ]);
}

/** All questions of a dashboard, each with its panel's title and its milliseconds. */
export async function askedBy(
  statsdb: Database,
  portal: Portal,
  variables: Variables,
  lastDay: string
): Promise<Array<[title: string, milliseconds: number]>> {
  const range = { from: addDays(lastDay, 1 - portal.days), to: lastDay };
  const taken: Array<[title: string, milliseconds: number]> = [];
  for (const panel of build(portal).panels ?? []) {
    for (const target of 'targets' in panel ? (panel.targets ?? []) : []) {
      taken.push([panel.title ?? '', await warm(statsdb, sqlOf(target, range, variables, lastDay))]);
    }
  }
  return taken;
}

/** What a reader would look at first. */
async function mostAffected(
  statsdb: Database,
  day: string
): Promise<Readonly<Record<'asn' | 'country' | 'taxonomy', string>>> {
  const of = async (dimension: 'asn' | 'country' | 'taxonomy'): Promise<string> => {
    const [row] = await statsdb.rows<{ value: string }>(
      `SELECT ${dimension}::text AS value FROM stats.rollups
       WHERE rollup = ${rollupByName(dimension).id} AND day = $1::timestamp
         AND ${dimension} IS NOT NULL ORDER BY ips DESC LIMIT 1`,
      [day]
    );
    return row!.value;
  };
  return { asn: await of('asn'), country: await of('country'), taxonomy: await of('taxonomy') };
}

function chosen({ asn, taxonomy }: { asn: string; taxonomy: string }): Variables {
  return {
    asn: [asn],
    taxonomy: [taxonomy],
    country: 'all',
    operator: 'all',
    provider: 'all',
    measure: ['ips'],
    group: ['type'],
  };
}

/** A panel's target as Grafana sends it. */
function sqlOf(target: unknown, days: Days, variables: Variables, closedUntil: string): string {
  const { rawSql } = target as { rawSql?: string };
  if (rawSql !== undefined) {
    return rawSql.replaceAll(/\$__timeFilter\(([a-z_.]+)\)/g, `$1 BETWEEN '${days.from}' AND '${days.to}'`);
  }
  const answer = compile(target, { days, maxDataPoints, filters: [], variables: (name) => variables[name] });
  if (answer.kind === 'faults') {
    throw new Error(answer.faults.join('; '));
  }
  return panelSql(answer.plan, closedUntil);
}

async function warm(statsdb: Database, sql: string): Promise<number> {
  await statsdb.query(sql);
  const taken: number[] = [];
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const started = performance.now();
    await statsdb.query(sql);
    taken.push(performance.now() - started);
  }
  return median(taken);
}
