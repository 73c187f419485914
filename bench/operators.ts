import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '../aggregator/src/database/connect.ts';
import type { Database } from '../aggregator/src/database/database.ts';
import { emptyConstituency, type Constituency } from '../aggregator/src/operators/constituency.ts';
import { readAccess, type Access } from '../aggregator/src/operators/isolation/access.ts';
import { grantAccess } from '../aggregator/src/operators/isolation/grant.ts';
import { matcher } from '../aggregator/src/operators/match.ts';
import { provisioningFiles } from '../aggregator/src/operators/provision/files.ts';
import { administrator, grafanaDouble } from '../aggregator/src/operators/provision/grafana.fixture.ts';
import { grafanaAt } from '../aggregator/src/operators/provision/grafana.ts';
import { plan, settle } from '../aggregator/src/operators/provision/provision.ts';
import { writeFiles } from '../aggregator/src/operators/provision/write.ts';
import { storeConstituency } from '../aggregator/src/operators/store.ts';
import { setUpReading } from '../aggregator/src/statistics/statistics.ts';
import { operatorView } from '../dashboards/operatorView.ts';
import { sampleOperators } from './operatorsSample.ts';
import { askedBy } from './questions.ts';
import { median, milliseconds, printTable } from './report.ts';
import { Site } from './site.ts';

/** Of the day whose counting is measured. */
const dayOfEvents = 126_000;
const repetitions = 3;
/** Networks of all operators: as a country has them, and far more. */
const few = 2000;
const many = 100_000;

interface Size {
  readonly operators: number;
  readonly days: number;
  readonly eventsPerDay: number;
  readonly lastDay: string;
}

/** What operators cost: a day's run, the commands that set them up, and what each of them asks. */
export async function measureOperators(size: Size): Promise<void> {
  await withSite((site) => matching(site, size));
  if (size.days === 0) {
    return;
  }
  await withSite(async (site) => {
    const { lastDay, days, eventsPerDay, operators } = size;
    const events = await site.addDays({ lastDay, days, eventsPerDay });
    process.stdout.write(`${events.toLocaleString('en')} events of ${days} days\n\n`);
    await site.migrate();
    const constituency = await sampleOperators(site.eventdb, { operators, networks: few });
    await withStatistics(site, (statsdb) => store(statsdb, constituency, new Date(`${lastDay}T20:00:00Z`)));
    await site.runProgram(2);
    await site.vacuum();
    await withStatistics(site, (statsdb) => settingUp(statsdb, constituency));
    await reading(site, constituency, lastDay);
  });
}

/** One day, counted by each constituency in turn, so that all see the same machine. */
async function matching(site: Site, { operators, lastDay }: Size): Promise<void> {
  const events = await site.addDays({ lastDay, days: 1, eventsPerDay: dayOfEvents });
  await site.migrate();
  await site.rememberFrontier();
  const constituencies: ReadonlyArray<readonly [string, Constituency]> = [
    ['no operators', emptyConstituency],
    [
      `${operators} operators, ${few.toLocaleString('en')} networks`,
      await sampleOperators(site.eventdb, { operators, networks: few }),
    ],
    [
      `${operators} operators, ${many.toLocaleString('en')} networks`,
      await sampleOperators(site.eventdb, { operators, networks: many }),
    ],
  ];
  const addresses = await site.eventdb.rows<{ address: string; asn: string | null }>(
    `SELECT DISTINCT "source.ip"::text AS address, "source.asn"::text AS asn FROM events WHERE "source.ip" IS NOT NULL`
  );
  const measured = constituencies.map(() => ({
    day: [] as number[],
    run: [] as number[],
    rows: 0,
    built: [] as number[],
    matched: [] as number[],
  }));
  for (let repetition = 0; repetition < repetitions; repetition++) {
    for (const [position, [, constituency]] of constituencies.entries()) {
      const one = measured[position]!;
      await withStatistics(site, (statsdb) => store(statsdb, constituency, new Date(`${lastDay}T19:00:00Z`)));
      await site.forget(lastDay);
      const { day, run, rows } = await site.runInProcess(lastDay);
      one.day.push(day);
      one.run.push(run);
      one.rows = rows;
      const started = performance.now();
      // Another one: what was made of the first is kept.
      const { operatorOf } = matcher({ ...constituency });
      const built = performance.now();
      addresses.forEach(({ address, asn }) => operatorOf(address, asn));
      one.built.push(built - started);
      one.matched.push(performance.now() - built);
    }
  }
  const against = (values: readonly number[], others: readonly number[]): string =>
    `${milliseconds(median(values))} (${(median(values) / median(others)).toFixed(2)})`;
  printTable(
    `A day of ${events.toLocaleString('en')} events with ${addresses.length.toLocaleString('en')} addresses (median of ${repetitions})`,
    constituencies.map(([name], position) => {
      const { day, run, rows, built, matched } = measured[position]!;
      return [
        name,
        milliseconds(median(built)),
        milliseconds(median(matched)),
        against(day, measured[0]!.day),
        against(run, measured[0]!.run),
        rows.toLocaleString('en'),
      ];
    }),
    ['constituency', 'made into ranges', 'matching all addresses', 'counting the day', 'the whole run', 'rows written']
  );
}

/** `operators grant`, `check` by the same, and `operators provision` against a double of Grafana's HTTP API. */
async function settingUp(statsdb: Database, { operators }: Constituency): Promise<void> {
  const keys = operators.map(({ key }) => key);
  const now = new Date();
  const passwords = new Map(keys.map((key): [string, string] => [key, `password-of-${key}`]));
  const grant = (): Promise<unknown> => grantAccess(statsdb, { operators: keys, crowd: {}, passwords, now });
  const granted = await timed(grant);
  const again = await timed(grant);
  const folder = await mkdtemp(join(tmpdir(), 'stats-portal-bench-'));
  const double = await grafanaDouble();
  try {
    const tenants = (await readAccess(statsdb)).map(({ operator, id }) => ({
      operator,
      id,
      name: `Name of ${operator}`,
    }));
    const provision = async (): Promise<void> => {
      const grafana = grafanaAt(double.url, administrator);
      const places = await settle(grafana, await plan(grafana, tenants), () => undefined);
      await writeFiles(folder, provisioningFiles(places));
    };
    const provisioned = await timed(provision);
    printTable(`Setting up ${operators.length} operators`, [
      ['granting, all new', milliseconds(granted)],
      ['granting again: nothing to change', milliseconds(again)],
      ['provisioning, against a double of Grafana', milliseconds(provisioned)],
      ['provisioning again', milliseconds(await timed(provision))],
    ]);
  } finally {
    await double.close();
    await rm(folder, { recursive: true });
  }
}

/** The dashboard that everybody has, through the roles of a large operator, a middling one and a small one. */
async function reading(site: Site, { asns }: Constituency, lastDay: string): Promise<void> {
  const access = await withStatistics(site, readAccess);
  const rows: string[][] = [];
  for (const position of [0, asns.length >> 1, asns.length - 1]) {
    const { operator, asn } = asns[position]!;
    const { id } = access.find((one: Access) => one.operator === operator)!;
    const address = new URL(site.statsdbUrl);
    address.username = id;
    const session = await connect(address.href);
    try {
      const taken = await askedBy(
        session,
        operatorView,
        { asn: [String(asn)], taxonomy: ['vulnerable'], operator: 'all' },
        lastDay
      );
      const [title, slowest] = taken.toSorted(([, one], [, other]) => other - one)[0]!;
      rows.push([
        `${operator} of ${asns.length}, by events`,
        String(taken.length),
        milliseconds(taken.reduce((sum, [, one]) => sum + one, 0)),
        `${title}: ${milliseconds(slowest)}`,
      ]);
    } finally {
      await session.close();
    }
  }
  printTable(`"${operatorView.title}" through the roles of operators, ${operatorView.days} days (warm)`, rows, [
    'operator',
    'questions',
    'together',
    'slowest',
  ]);
}

async function store(statsdb: Database, constituency: Constituency, now: Date): Promise<void> {
  await storeConstituency(statsdb, constituency, { source: 'benchmark', now });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

async function withStatistics<Result>(site: Site, work: (statsdb: Database) => Promise<Result>): Promise<Result> {
  const statsdb = await connect(site.statsdbUrl);
  try {
    await setUpReading(statsdb);
    return await work(statsdb);
  } finally {
    await statsdb.close();
  }
}

async function withSite(work: (site: Site) => Promise<void>): Promise<void> {
  const site = await Site.open();
  try {
    await work(site);
  } finally {
    await site.close();
  }
}
