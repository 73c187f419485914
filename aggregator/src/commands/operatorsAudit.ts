import { ConfigurationError } from '../errors.ts';
import { audit } from '../operators/isolation/audit.ts';
import type { Program } from '../program.ts';
import { setUpReading } from '../statistics/statistics.ts';
import { withConstituency } from './operators.ts';
import { asRole } from './operatorsGrant.ts';

const mostRows = 100;

interface Options {
  readonly rows: string;
  readonly url?: string;
  readonly json?: boolean;
}

/** `stats-portal operators audit`: what each role can see, for whoever answers for it. */
export async function operatorsAuditCommand(
  program: Program,
  operators: readonly string[],
  { rows, url, json }: Options
): Promise<void> {
  if (!/^\d{1,3}$/.test(rows) || Number(rows) > mostRows) {
    throw new ConfigurationError(`--rows is a whole number up to ${mostRows}.`);
  }
  await withConstituency(asRole(program, url), async (statsdb) => {
    await setUpReading(statsdb);
    const found = await audit(statsdb, { operators, rows: Number(rows) });
    const without = operators.filter((key) => !found.operators.some(({ operator }) => operator === key));
    if (without.length > 0) {
      throw new ConfigurationError(`No access has ${without.map((key) => JSON.stringify(key)).join(', ')}.`, {
        advice: 'See: stats-portal operators audit',
      });
    }
    if (json === true) {
      program.output.write(`${JSON.stringify(found, null, 2)}\n`);
      return;
    }
    const lines = found.operators.flatMap(({ operator, role, rights, readable, samples }) => [
      `${operator} (role ${role})`,
      ...rights.map(({ right, kind, object }) => `  ${right} on ${kind.toLowerCase()} ${object}`),
      ...readable.map((relation) => `  can read ${relation}`),
      ...samples.flatMap((sample) => [
        `  ${sample.rows.length === 0 ? 'no row' : 'rows'} of ${sample.of}`,
        ...sample.rows.map((row) => `    ${row}`),
      ]),
    ]);
    const faults = found.differences.map((what) => `not as it has to be: ${what}`);
    program.output.write([...lines, ...faults, ''].join('\n'));
  });
}
