import type { Database } from '../aggregator/src/database/database.ts';
import { grantAccess } from '../aggregator/src/operators/isolation/grant.ts';
import { readConstituency } from '../aggregator/src/operators/store.ts';
import type { Reader } from './sources.ts';

/** Builds the wall for these operators of the valid constituency, without passwords: nobody logs in here. */
export async function grantReaders(statsdb: Database, operators: readonly string[], now: Date): Promise<Reader[]> {
  const { operators: known } = await readConstituency(statsdb);
  const { access } = await grantAccess(statsdb, { operators, crowd: {}, passwords: new Map(), now });
  return access.map(({ operator, id }) => ({
    name: known.find(({ key }) => key === operator)?.name ?? operator,
    role: id,
  }));
}
