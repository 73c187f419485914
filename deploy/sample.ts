import { Readable } from 'node:stream';
import { sampleEvents } from '../demo/sample/index.ts';

const day = 86_400_000;
const now = new Date();

/** Made-up events of the last days, up to yesterday, as IntelMQ's JSON lines. */
function* lines(): Generator<string> {
  const events = sampleEvents({
    seed: 1,
    lastDay: new Date(now.getTime() - day).toISOString().slice(0, 10),
    days: Number(process.env.SAMPLE_DAYS ?? 60),
    eventsPerDay: Number(process.env.SAMPLE_EVENTS_PER_DAY ?? 2000),
    now: now.toISOString(),
  });
  for (const event of events) {
    yield `${JSON.stringify(event)}\n`;
  }
}

// For `stats-portal load -`.
Readable.from(lines()).pipe(process.stdout);
