import { addDays } from '@stats-portal/query';
import { newDay } from './newDay.ts';
import { milliseconds, printTable } from './report.ts';
import { Site } from './site.ts';

const lastDay = '2026-09-30';
const eventsPerDay = 130_000;
/** Of 130,000 events that are asked for, the sample makes some 125,000. */
const usualHistories = [16, 48, 160];
/** Of these as many are made; older ones repeat them. */
const madeDays = 16;

/** What grows with the number of events, and what must not: 2, 6 and 20 million of them, or other days of history. */
export async function scale(histories: readonly number[] = usualHistories): Promise<void> {
  const site = await Site.open();
  const table: string[][] = [];
  try {
    let events = await site.addDays({ lastDay, days: madeDays, eventsPerDay });
    let known = madeDays;
    for (const history of histories) {
      for (; known < history; known += madeDays) {
        events += await site.repeatDays({ lastDay, days: madeDays, back: known });
      }
      const told = (run: Ran): Ran => {
        process.stdout.write(
          `${events.toLocaleString('en')} events: ${Math.round(rate(run)).toLocaleString('en')} a second, ${Math.round(run.peakKilobytes / 1024)} MB\n\n`
        );
        return run;
      };
      const rate = ({ milliseconds: taken }: Ran): number => (events * 1000) / taken;
      const two = told(await backFill(site, 'all', 2));
      const sizes = await site.totalSizes();
      await site.vacuum();
      if (history === histories.at(-1)) {
        await site.ask(lastDay);
        await newDay(site, addDays(lastDay, 1), 520_000);
      }
      const daily = await newDay(site, addDays(lastDay, 1), 126_000);
      const one = told(await backFill(site, 'one', 1));
      table.push([
        events.toLocaleString('en'),
        String(history),
        Math.round(rate(one)).toLocaleString('en'),
        Math.round(rate(two)).toLocaleString('en'),
        (rate(two) / rate(one)).toFixed(2),
        `${Math.round(Math.max(one.peakKilobytes, two.peakKilobytes) / 1024)} MB`,
        milliseconds(daily.run - daily.look),
        milliseconds(daily.look),
        `${(sizes.statistics / sizes.events).toFixed(2)} (${Math.round(sizes.statistics / 1e6).toLocaleString('en')} MB)`,
      ]);
      process.stdout.write(`${table.at(-1)!.join(' | ')}\n\n`);
    }
  } finally {
    await site.close();
  }
  printTable('Growth', table, [
    'events',
    'days',
    'back-fill on one core, events a second',
    'two workers on two cores',
    'times one',
    'peak memory',
    'daily run without its look',
    'its look',
    'statistics to `events`',
  ]);
}

type Ran = Awaited<ReturnType<Site['runProgram']>>;

async function backFill(site: Site, cores: 'one' | 'all', workers: number): Promise<Ran> {
  await site.resetStatistics();
  await site.useCores(cores);
  try {
    return await site.runProgram(workers);
  } finally {
    await site.useCores('all');
  }
}
