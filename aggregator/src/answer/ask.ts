import { plan, print, type Plan, type Question } from '@stats-portal/query';
import type { Answer, Database } from '../database/database.ts';

/** A question with its answer. */
export interface Asked {
  readonly plan: Plan;
  readonly sql: string;
  readonly answer: Answer;
}

/** Asks the statistics database. Its search_path must be set (`setUpReading`). */
export async function ask(statsdb: Database, question: Question): Promise<Asked> {
  const chosen = plan(question);
  const sql = print(chosen);
  return { plan: chosen, sql, answer: await statsdb.query(sql) };
}
