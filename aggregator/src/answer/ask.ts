import { freshnessView } from '@stats-portal/catalog';
import { plan, print, printMentions, type Mention, type Plan, type Presence, type Question } from '@stats-portal/query';
import type { Answer, Database } from '../database/database.ts';
import { toObjects } from './table.ts';

/** A question with its answer. */
export interface Asked {
  readonly plan: Plan;
  readonly sql: string;
  readonly answer: Answer;
  /** The missing feeds that matter to it. */
  readonly missing: readonly Mention[];
}

/** Asks the statistics database. Its search_path must be set (`setUpReading`). */
export async function ask(statsdb: Database, question: Question): Promise<Asked> {
  const chosen = plan(question, undefined, await readPresence(statsdb));
  const sql = print(chosen);
  const answer = await statsdb.query(sql);
  const mentions = printMentions(chosen);
  const missing = mentions === null ? [] : toObjects(await statsdb.query(mentions));
  return { plan: chosen, sql, answer, missing: missing as unknown as readonly Mention[] };
}

/** Which days of presence can be asked; null where none is kept. */
async function readPresence(statsdb: Database): Promise<Presence | null> {
  const [row] = await statsdb.rows<{ from: string | null; to: string | null }>(
    `SELECT hosts_from::date::text AS from, hosts_until::date::text AS to FROM ${freshnessView}`
  );
  return row?.from == null || row.to === null ? null : { from: row.from, to: row.to };
}
