import { toTable } from '../answer/table.ts';
import { withDatabases, type Program } from '../program.ts';
import { requireMigrated } from '../statistics/migrations.ts';
import { setUpReading } from '../statistics/statistics.ts';
import { readStatus } from '../statistics/status.ts';

/** `stats-portal status`: how fresh the statistics are, what waits, and what they weigh. */
export async function statusCommand(program: Program, options: { readonly json?: boolean }): Promise<void> {
  const { settings, output } = program;
  await withDatabases(settings, ['statsdb'], async ({ statsdb }) => {
    await setUpReading(statsdb);
    await requireMigrated(statsdb);
    const status = await readStatus(statsdb);
    if (options.json === true) {
      output.write(`${JSON.stringify(status, null, 2)}\n`);
      return;
    }
    const { tables, ...facts } = status;
    const text = 25;
    const number = 20;
    output.write(
      toTable({
        columns: [
          { name: 'status', type: text },
          { name: '', type: text },
        ],
        rows: Object.entries(facts).map(([name, value]) => [words(name), value === null ? 'never' : String(value)]),
      })
    );
    output.write(
      `\n${toTable({
        columns: [
          { name: 'table', type: text },
          { name: 'rows', type: number },
          { name: 'bytes', type: number },
        ],
        rows: tables.map(({ table, rows, bytes }) => [table, String(rows), String(bytes)]),
      })}`
    );
  });
}

function words(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
