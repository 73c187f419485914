import type { Database } from '../database/database.ts';
import { repairsOf } from '../drift/drift.ts';
import { policyDrift } from '../drift/find.ts';
import type { StorageSettings } from './storage.ts';
import { detectTimescale, enableTimescale } from './timescale.ts';

/**
 * Not ours to do (42501), done by somebody else in this moment, as roles belong to the whole server (42710), or for a
 * role that could not be made (42704). What is left undone is told.
 */
const harmless = new Set(['42501', '42704', '42710']);

/**
 * Storage, views, reading role and grants, as they have to be: what differs is repaired, by each migrate anew.
 * Gives warnings in words for what could not be done on this server or with this role's rights.
 */
export async function applyPolicy(database: Database, settings: StorageSettings): Promise<string[]> {
  await enableTimescale(database);
  const timescale = await detectTimescale(database);
  const { drifts } = await policyDrift(database, timescale, settings);
  for (const { sql } of repairsOf(drifts)) {
    await database.execute(sql).catch((error: unknown) => {
      if (!harmless.has((error as { code?: string }).code ?? '')) {
        throw error;
      }
    });
  }
  // What a role may not do is an error for some statements, and nothing at all for others.
  const left = await policyDrift(database, timescale, settings);
  return [
    ...left.taken.map((name) => `${name} is somebody else's: the relation of that name was not made`),
    ...left.drifts.map(({ what, advice }) => `${what}: ${advice}`),
  ];
}
