import { median, milliseconds, printTable } from './report.ts';
import type { Site } from './site.ts';

const repetitions = 3;

/** One new day beside the reading of its needed columns, in turn, so that both see the same machine. */
export async function newDay(site: Site, day: string, size: number): Promise<{ run: number; look: number }> {
  await site.rememberFrontier();
  const events = await site.addDays({ lastDay: day, days: 1, eventsPerDay: size });
  await site.readNeededColumns(day);
  const measured: Array<Record<'copy' | 'read' | 'count' | 'day' | 'look' | 'run' | 'rows', number>> = [];
  for (let repetition = 0; repetition < repetitions; repetition++) {
    await site.forget(day);
    const copy = await site.readNeededColumns(day);
    const parts = await site.countWithoutWriting(day);
    const run = await site.runInProcess(day);
    measured.push({ copy, ...parts, ...run });
  }
  const of = (name: keyof (typeof measured)[number]): number => median(measured.map((one) => one[name]));
  const ratio = (name: keyof (typeof measured)[number]): string => (of(name) / of('copy')).toFixed(1);
  printTable(`A daily run over one new day of ${events.toLocaleString('en')} events (median of ${repetitions})`, [
    ['COPY of the needed columns, warm', milliseconds(of('copy')), '1.0'],
    ['reading the day into numbers', milliseconds(of('read')), ratio('read')],
    ['counting all rollups, rows made but not written', milliseconds(of('count')), ratio('count')],
    ['counting the day, everything written', milliseconds(of('day')), ratio('day')],
    ['looking for changed days (35 days)', milliseconds(of('look')), ratio('look')],
    ['the whole run', milliseconds(of('run')), ratio('run')],
    ['rows written', Math.round(of('rows')).toLocaleString('en'), ''],
  ]);
  await site.drop(day);
  return { run: of('run'), look: of('look') };
}
