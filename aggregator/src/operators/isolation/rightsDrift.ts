import type { Drift } from '../../drift/drift.ts';
import type { Access } from './access.ts';
import { everybody, giving, nameOf, taking, wantedRights, type Right } from './rights.ts';
import { grantedViews } from './views.ts';

/** Rights that an operator's role has to have, and has not: they are not among these names. */
export function missingRights({ id, operator }: Access, there: ReadonlySet<string>, database: string): Drift[] {
  return wantedRights(id, grantedViews(id), database)
    .filter((right) => !there.has(nameOf(right)))
    .map((right) => ({
      what: `${id} (operator ${JSON.stringify(operator)}) has no ${right.right} on ${right.object}`,
      advice: 'It gets "permission denied".',
      repairs: [{ step: 'rights', sql: giving(right) }],
    }));
}

/** Rights that operators' roles or everybody have, and have not to have. */
export function extraRights(access: readonly Access[], live: readonly Right[], database: string): Drift[] {
  const wanted = new Set(access.flatMap(({ id }) => wantedRights(id, grantedViews(id), database).map(nameOf)));
  return (
    live
      .filter((right) => !wanted.has(nameOf(right)))
      // Where nobody has to be kept apart, a site may let everybody read.
      .filter(({ role }) => role !== everybody || access.length > 0)
      .map((right) => {
        const sql = taking(right);
        return {
          what: `${right.role} has ${right.right} on ${right.kind.toLowerCase()} ${right.object}`,
          advice: 'It may show what is not its own.',
          repairs: sql === null ? [] : [{ step: 'rights', sql }],
        };
      })
  );
}
