import { isPeriodMeasure } from '@stats-portal/catalog';
import { parseQuestion, plan, print, type Presence, type Question } from '@stats-portal/query';
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
  const chosen = plan(question, undefined, asIfKept(question));
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

/** Without a database nobody knows what is kept: what only presence answers is printed as if all days were there. */
function asIfKept({ measure }: Question): Presence | null {
  return isPeriodMeasure(measure) ? { from: '1970-01-01', to: '9999-12-31' } : null;
}
