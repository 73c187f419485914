import { toTable } from '../answer/table.ts';
import type { Database } from '../database/database.ts';
import { ConfigurationError } from '../errors.ts';
import { conflictsOf } from '../operators/constituency.ts';
import { listOperators, readOperator } from '../operators/overview.ts';
import { readConstituency } from '../operators/store.ts';
import { conflictInWords, operatorInWords } from '../operators/words.ts';
import { withDatabases, type Program } from '../program.ts';
import { requireMigrated } from '../statistics/migrations.ts';

interface Form {
  readonly json?: boolean;
}

/** `stats-portal operators list`: the valid operators, and what several of them name. */
export async function operatorsListCommand(program: Program, { json }: Form): Promise<void> {
  await withConstituency(program, async (statsdb) => {
    const constituency = await readConstituency(statsdb);
    const operators = listOperators(constituency);
    const conflicts = conflictsOf(constituency);
    program.output.write(
      json === true
        ? `${JSON.stringify({ operators, conflicts }, null, 2)}\n`
        : [
            operators.length === 0 ? 'no operators: see stats-portal operators import\n' : tableOf(operators),
            ...conflicts.map((conflict) => `${conflictInWords(conflict)}\n`),
          ].join('')
    );
  });
}

/** `stats-portal operators show KEY`: what is its, since when, and how its two views differ. */
export async function operatorsShowCommand(program: Program, key: string, { json }: Form): Promise<void> {
  await withConstituency(program, async (statsdb) => {
    const details = await readOperator(statsdb, await readConstituency(statsdb), key);
    if (details === null) {
      throw new ConfigurationError(`There is no operator ${JSON.stringify(key)}.`, {
        advice: 'See: stats-portal operators list',
      });
    }
    program.output.write(json === true ? `${JSON.stringify(details, null, 2)}\n` : operatorInWords(details));
  });
}

/** Opens the statistics database for what is about the constituency. */
export async function withConstituency(program: Program, work: (statsdb: Database) => Promise<void>): Promise<void> {
  await withDatabases(program.settings, ['statsdb'], async ({ statsdb }) => {
    await requireMigrated(statsdb);
    await work(statsdb);
  });
}

const text = 25;
const number = 20;

function tableOf(operators: ReturnType<typeof listOperators>): string {
  return toTable({
    columns: [
      { name: 'operator', type: text },
      { name: 'name', type: text },
      { name: 'ASNs', type: number },
      { name: 'networks', type: number },
      { name: 'IPv4 addresses', type: number },
      { name: 'shared', type: number },
    ],
    rows: operators.map(({ operator, name, asns, networks, ipv4Addresses, shared }) => [
      operator,
      name,
      ...[asns, networks, ipv4Addresses, shared].map(String),
    ]),
  });
}
