import { parseQuestion, plan, print } from '@stats-portal/query';
import { ask } from '../answer/ask.ts';
import { explain, showAnswer } from '../answer/show.ts';
import type { Format } from '../answer/table.ts';
import { withDatabases, type Program } from '../program.ts';
import { dayOf } from '../run/zone.ts';
import { requireMigrated } from '../statistics/migrations.ts';
import { setUpReading } from '../statistics/statistics.ts';
import { questionOf, type QueryArguments } from './questionOf.ts';

/** `stats-portal query`: asks the statistics. `--sql` and `--explain` need no database. */
export async function queryCommand(
  program: Program,
  options: QueryArguments & { readonly format: Format; readonly explain?: boolean; readonly sql?: boolean }
): Promise<void> {
  const { settings, output, now } = program;
  const question = parseQuestion(questionOf(options, dayOf(now, settings.timezone)));
  const chosen = plan(question);
  if (options.sql === true) {
    output.write(`${print(chosen)}\n`);
    return;
  }
  if (options.explain === true) {
    output.write(explain({ plan: chosen, sql: print(chosen) }));
    return;
  }
  await withDatabases(settings, ['statsdb'], async ({ statsdb }) => {
    await setUpReading(statsdb);
    await requireMigrated(statsdb);
    output.write(showAnswer(await ask(statsdb, question), options.format));
  });
}
