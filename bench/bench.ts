import { parseArgs } from 'node:util';
import { addDays } from '@stats-portal/query';
import { newDay } from './newDay.ts';
import { measureOperators } from './operators.ts';
import { measurePresence, measurePresenceWays } from './presence.ts';
import { scale } from './scale.ts';
import { Site } from './site.ts';
import { measureWatch } from './watch.ts';
import { machine, median, milliseconds, printTable } from './report.ts';

const usage = `npm run bench [-- OPTIONS]

Measures the aggregator on PostgreSQL with generated events, and prints one table.
Needs the server's programs (Debian: postgresql); it starts and ends its own server.

  --events-per-day N   of the history, default 100000 (20 days: 2 million events)
  --days N             default 20
  --new-day N          events of the new day, default 126000; may be repeated
  --scale              2, 6 and 20 million events instead, with one worker and with two; about half an hour
  --history N          days of history for --scale instead of 16, 48 and 160; may be repeated
  --operators N        so many operators instead: what they cost a day, and, unless --days is 0, granting and reading
  --hosts N            presence instead: what it costs a day, and its questions to N rows a day of --days days (91 or more)
  --statsdb URL        with --hosts: the questions alone, in this empty database, as of a server with TimescaleDB
  --ways               with --hosts: ways to keep presence instead, compared
  --watch              what the triggers of watch cost an insert instead; about two minutes
`;

const lastDay = '2026-09-30';
const repetitions = 3;

/** The benchmark: ratios within one run, since machines differ. */
export async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      'events-per-day': { type: 'string', default: '100000' },
      days: { type: 'string', default: '20' },
      'new-day': { type: 'string', multiple: true, default: ['126000'] },
      scale: { type: 'boolean' },
      history: { type: 'string', multiple: true },
      operators: { type: 'string' },
      hosts: { type: 'string' },
      statsdb: { type: 'string' },
      ways: { type: 'boolean' },
      watch: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) {
    process.stdout.write(usage);
    return;
  }
  const eventsPerDay = Number(values['events-per-day']);
  const days = Number(values.days);
  process.stdout.write(`${machine()}\n`);
  if (values.scale === true) {
    await scale(values.history?.map(Number));
    return;
  }
  if (values.operators !== undefined) {
    await measureOperators({ operators: Number(values.operators), days, eventsPerDay, lastDay });
    return;
  }
  if (values.hosts !== undefined) {
    const size = { rowsPerDay: Number(values.hosts), days };
    await (values.ways === true ? measurePresenceWays(size) : measurePresence(size, values.statsdb));
    return;
  }
  if (values.watch === true) {
    await measureWatch();
    return;
  }
  const site = await Site.open();
  try {
    process.stdout.write(`${await site.serverVersion()}\n\n`);
    await backFill(site, days, eventsPerDay);
    await site.vacuum();
    await site.ask(lastDay);
    for (const size of values['new-day'].map(Number)) {
      await newDay(site, addDays(lastDay, 1), size);
    }
    await storage(site);
  } finally {
    await site.close();
  }
  await growingHistory();
}

/** All history at once, by the program itself, as its own process. */
async function backFill(site: Site, days: number, eventsPerDay: number): Promise<void> {
  const loading = performance.now();
  const events = await site.addDays({ lastDay, days, eventsPerDay });
  const loaded = performance.now() - loading;
  await site.migrate();
  const run = await site.runProgram();
  printTable('Back-fill', [
    ['events', events.toLocaleString('en')],
    ['days', String(days)],
    ['making and loading them (the benchmark itself)', milliseconds(loaded)],
    ['run', milliseconds(run.milliseconds)],
    ['events a second, one process', Math.round((events * 1000) / run.milliseconds).toLocaleString('en')],
    ['peak memory of the program', `${Math.round(run.peakKilobytes / 1024)} MB`],
  ]);
}

async function storage(site: Site): Promise<void> {
  const sizes = await site.sizes();
  const events = sizes.find(([name]) => name === 'events')![1];
  printTable(
    'Storage (plain PostgreSQL, without columnstore)',
    sizes.map(([name, bytes]) => [name, `${Math.round(bytes / 1e6)} MB`, (bytes / events).toFixed(2)])
  );
}

/** The daily run must not grow with history. */
async function growingHistory(): Promise<void> {
  const rows: Array<readonly string[]> = [];
  for (const days of [60, 120]) {
    const site = await Site.open();
    try {
      await site.addDays({ lastDay, days, eventsPerDay: 5000 });
      await site.migrate();
      await site.runProgram();
      await site.vacuum();
      const day = addDays(lastDay, 1);
      await site.rememberFrontier();
      await site.addDays({ lastDay: day, days: 1, eventsPerDay: 5000 });
      const runs: number[] = [];
      for (let repetition = 0; repetition < repetitions; repetition++) {
        await site.forget(day);
        runs.push((await site.runInProcess(day)).run);
      }
      rows.push([`${days} days of history`, milliseconds(median(runs))]);
    } finally {
      await site.close();
    }
  }
  printTable('A daily run over one new day of 5,000 events', rows);
}
