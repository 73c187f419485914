import { ConfigurationError } from '../errors.ts';
import { revokeAccess } from '../operators/isolation/grant.ts';
import type { Program } from '../program.ts';
import { withConstituency } from './operators.ts';
import { asRole } from './operatorsGrant.ts';

/** `stats-portal operators revoke KEY`: nothing of the operator's access is left. */
export async function operatorsRevokeCommand(
  program: Program,
  key: string,
  { url }: { readonly url?: string }
): Promise<void> {
  await withConstituency(asRole(program, url), async (statsdb) => {
    if (!(await revokeAccess(statsdb, key))) {
      throw new ConfigurationError(`The operator ${JSON.stringify(key)} has no access.`, {
        advice: 'See: stats-portal operators audit',
      });
    }
    program.log.info(`the operator ${JSON.stringify(key)} has no access any more`);
  });
}
