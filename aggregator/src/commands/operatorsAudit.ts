import { audit } from '../operators/isolation/audit.ts';
import type { Program } from '../program.ts';
import { setUpReading } from '../statistics/statistics.ts';
import { withConstituency } from './operators.ts';

/** `stats-portal operators audit`: what each role can see, for whoever answers for it. */
export async function operatorsAuditCommand(program: Program, { json }: { readonly json?: boolean }): Promise<void> {
  await withConstituency(program, async (statsdb) => {
    await setUpReading(statsdb);
    const found = await audit(statsdb);
    if (json === true) {
      program.output.write(`${JSON.stringify(found, null, 2)}\n`);
      return;
    }
    const lines = found.operators.flatMap(({ operator, role, rights }) => [
      `${operator} (role ${role})`,
      ...rights.map(({ right, kind, object }) => `  ${right} on ${kind.toLowerCase()} ${object}`),
      ...found.readable.filter((one) => one.role === role).map(({ relation }) => `  can read ${relation}`),
    ]);
    const faults = found.differences.map((what) => `not as it has to be: ${what}`);
    program.output.write([...lines, ...faults, ''].join('\n'));
  });
}
