import { connect } from '../aggregator/src/database/connect.ts';
import { openEmbeddedInMemory } from '../aggregator/src/database/embedded.ts';
import { postgresServer } from '../test/environment/postgresServer.js';
import { presenceOfDay } from './presenceDaily.ts';
import { presenceQuestions } from './presenceQuestions.ts';
import { compareWays } from './presenceWays.ts';

/** Rows a day of presence, on so many days: a question of 31 days looks at 91. */
interface Size {
  readonly rowsPerDay: number;
  readonly days: number;
}

/** What presence costs a day, and what its questions take; of an empty database that is named, the questions alone. */
export async function measurePresence({ rowsPerDay, days }: Size, statsdb?: string): Promise<void> {
  if (statsdb !== undefined) {
    await presenceQuestions(statsdb, rowsPerDay, days);
    return;
  }
  await presenceOfDay();
  await onServer((url) => presenceQuestions(url, rowsPerDay, days));
}

/** Ways to keep it, each with the same rows. */
export async function measurePresenceWays({ rowsPerDay, days }: Size): Promise<void> {
  await onServer(async (url) => compareWays('PostgreSQL', await connect(url), rowsPerDay, days));
  await compareWays('Columnstore, embedded TimescaleDB', await openEmbeddedInMemory(), rowsPerDay / 10, days);
}

async function onServer(work: (url: string) => Promise<void>): Promise<void> {
  const url = await postgresServer.createDatabase();
  try {
    await work(url);
  } finally {
    await postgresServer.dropDatabase(url);
  }
}
