import { identifier, rollups } from '@stats-portal/catalog';
import type { Database } from '../../database/database.ts';
import { insideTransaction } from '../../database/nested.ts';
import { quoted } from '../values.ts';

/** Some rows of what a role can read, for people who look whether anything is in it that should not be. */
export interface Sample {
  /** The relation, and which part of it. */
  readonly of: string;
  /** Each in one line, without what is empty, and without characters that a terminal obeys. */
  readonly rows: readonly string[];
}

/** Of the numbers, one sample for each way in which an operator gets them. */
const parts: ReadonlyArray<readonly [name: string, condition: string]> = [
  ['assigned to it', 'operator IS NOT NULL'],
  ['routed by it', 'operator IS NULL AND asn IS NOT NULL'],
  ['of all', 'operator IS NULL AND asn IS NULL'],
];

/** What stands for one address. That the role has it has to be seen, which it is need not: this is printed, and sent on. */
const ofOneHost: ReadonlySet<string> = new Set(['host', 'address']);

/** Rollups have names for people. */
const rollupNames = new Map<string, string>(rollups.map(({ id, name }) => [String(id), name]));

/**
 * The first rows of each relation as the role gets them: a superuser becomes the role for it. Others read by its views,
 * which give everybody the same rows. Changes nothing.
 */
export async function sampleOf(
  statsdb: Database,
  role: string,
  relations: readonly string[],
  limit: number
): Promise<Sample[]> {
  const [me] = await statsdb.rows<{ super: string }>(
    'SELECT rolsuper::text AS super FROM pg_roles WHERE rolname = current_user'
  );
  return statsdb.transaction({ readOnly: true }, async () => {
    if (me?.super === 'true') {
      await statsdb.execute(`SET LOCAL ROLE ${identifier(role)}`);
    }
    const samples: Sample[] = [];
    for (const relation of relations) {
      const conditions = relation === `${role}.rollups` ? parts : ([['', 'true']] as const);
      for (const [name, condition] of conditions) {
        samples.push({
          of: name === '' ? relation : `${relation}, ${name}`,
          rows: await firstRows(statsdb, relation, condition, limit),
        });
      }
    }
    return samples;
  });
}

async function firstRows(statsdb: Database, relation: string, condition: string, limit: number): Promise<string[]> {
  const sql = `SELECT * FROM ${relation.split('.').map(identifier).join('.')} WHERE ${condition} LIMIT ${limit}`;
  try {
    const { columns, rows } = await insideTransaction(statsdb).transaction({}, () => statsdb.query(sql));
    return rows.map((row) =>
      columns.flatMap(({ name }, at) => (row[at] === null ? [] : [`${name}=${valueOf(name, row[at]!)}`])).join(' ')
    );
  } catch (error) {
    return [`cannot be read: ${quoted((error as Error).message)}`];
  }
}

function valueOf(column: string, value: string): string {
  if (ofOneHost.has(column)) {
    return '(there, not shown)';
  }
  return column === 'rollup' ? (rollupNames.get(value) ?? value) : /^[\w.:/-]+$/.test(value) ? value : quoted(value);
}
