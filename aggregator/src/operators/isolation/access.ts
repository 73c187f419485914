import { randomBytes } from 'node:crypto';
import type { Database } from '../../database/database.ts';
import { statisticsTable } from '../../statistics/statistics.ts';

/** An operator that may log in. */
export interface Access {
  readonly operator: string;
  /** Name of its role and of its schema: says nothing. */
  readonly id: string;
  /** Whether it is in the constituency now. */
  readonly isValid: boolean;
}

/** When national numbers are shown. */
export interface Crowd {
  readonly leastOperators: number;
  readonly leastEvents: number;
}

const defaultCrowd: Crowd = { leastOperators: 5, leastEvents: 10 };

const table = statisticsTable('operator_access');

/** For people. */
export const named = ({ operator, id }: Access): string => `${id} (operator ${JSON.stringify(operator)})`;

/** The same, also where the table or a part of it is gone: which is a drift of its own. */
export async function accessOf(statsdb: Database): Promise<Access[]> {
  return readAccess(statsdb).catch((error: unknown) => {
    if (['42P01', '42703'].includes((error as { code?: string }).code ?? '')) {
      return [];
    }
    throw error;
  });
}

export async function readAccess(statsdb: Database): Promise<Access[]> {
  const rows = await statsdb.rows<{ operator: string; id: string; valid: string }>(
    `SELECT operator, id, EXISTS (SELECT FROM ${statisticsTable('operators')} AS valid
                                  WHERE valid.operator = access.operator AND valid_to IS NULL)::text AS valid
     FROM ${table} AS access ORDER BY operator`
  );
  return rows.map(({ operator, id, valid }) => ({ operator, id, isValid: valid === 'true' }));
}

/** Notes that these operators may log in. Who could before keeps its id; limits that are not given stay. */
export async function noteAccess(
  statsdb: Database,
  operators: readonly string[],
  crowd: Partial<Crowd>,
  now: Date
): Promise<void> {
  for (const operator of operators) {
    await statsdb.query(
      `INSERT INTO ${table} AS present (operator, id, least_operators, least_events, granted_at)
       VALUES ($1, $2, coalesce($3::integer, $5::integer), coalesce($4::integer, $6::integer), $7::timestamptz)
       ON CONFLICT (operator) DO UPDATE SET least_operators = coalesce($3::integer, present.least_operators),
         least_events = coalesce($4::integer, present.least_events)`,
      [
        operator,
        `op_${randomBytes(8).toString('hex')}`,
        crowd.leastOperators ?? null,
        crowd.leastEvents ?? null,
        defaultCrowd.leastOperators,
        defaultCrowd.leastEvents,
        now.toISOString(),
      ]
    );
  }
}

export async function forgetAccess(statsdb: Database, operator: string): Promise<void> {
  await statsdb.query(`DELETE FROM ${table} WHERE operator = $1`, [operator]);
}
