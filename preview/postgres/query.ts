import { identifier } from '@stats-portal/catalog';
import type { Answer, Database } from '../../aggregator/src/database/database.ts';
import { readerRole } from '../../aggregator/src/statistics/names.ts';
import { toFields, type Field } from './frame.ts';
import { expandMacros, MacroError } from './macros.ts';
import { SeriesError, toSeries } from './series.ts';

/** A target as the browser posts it to /api/ds/query, in the parts that matter here. */
export interface Target {
  readonly refId: string;
  readonly rawSql?: string;
  /** Default: time_series, as in Grafana. */
  readonly format?: string;
  readonly intervalMs?: number;
}

export interface TimeRange {
  readonly from: Date;
  readonly to: Date;
}

/** A target's part of the response: Grafana's JSON form of data frames. */
export interface Result {
  readonly status: number;
  readonly error?: string;
  readonly errorSource?: 'downstream';
  readonly frames: readonly object[];
}

/** Grafana's own limit, unless its settings say otherwise. */
const defaultRowLimit = 1_000_000;

/** Answers one target as Grafana's PostgreSQL data source would, and reads with a role's rights only. */
export async function answer(
  database: Database,
  { refId, rawSql = '', format, intervalMs = 1000 }: Target,
  range: TimeRange,
  { role = readerRole, rowLimit = defaultRowLimit }: { readonly role?: string; readonly rowLimit?: number } = {}
): Promise<Result> {
  let sql = rawSql;
  try {
    sql = expandMacros(rawSql, { ...range, interval: intervalMs, timescaledb: database.kind === 'embedded' });
    const read = await readOnly(database, role, sql);
    const fields = withTimes(toFields(read, rowLimit));
    // Without rows Grafana sends no fields either.
    const shown = read.rows.length === 0 ? [] : format === 'table' ? fields : toSeries(fields);
    const notices = read.rows.length > rowLimit ? [rowLimitNotice(rowLimit)] : [];
    return { status: 200, frames: [frame(refId, { executedQueryString: sql, notices }, shown)] };
  } catch (error) {
    return {
      status: 400,
      error: wording(error),
      errorSource: 'downstream',
      frames: [frame(refId, { executedQueryString: sql }, [])],
    };
  }
}

/** A column `time` of seconds or milliseconds becomes a time, in both formats. */
function withTimes(fields: readonly Field[]): Field[] {
  return fields.map((field) => {
    if (field.name !== 'time' || field.type !== 'number') {
      return field;
    }
    const values = field.values.map((value) => (typeof value === 'number' ? value * (value < 1e10 ? 1000 : 1) : null));
    return { ...field, type: 'time', typeInfo: { frame: 'time', nullable: true }, values };
  });
}

function rowLimitNotice(rowLimit: number): object {
  return {
    severity: 'warning',
    text: `Results have been limited to ${rowLimit} because the SQL row limit was reached`,
  };
}

function frame(refId: string, meta: object, fields: readonly Field[]): object {
  return {
    schema: { refId, meta, fields: fields.map(({ values: _, ...schema }) => schema) },
    data: { values: fields.map(({ values }) => values) },
  };
}

function wording(error: unknown): string {
  const { message, code } = error as Error & { readonly code?: string };
  if (error instanceof SeriesError) {
    return message;
  }
  return error instanceof MacroError
    ? `interpolation failed: ${message}`
    : `db query error: ERROR: ${message}${code === undefined ? '' : ` (SQLSTATE ${code})`}`;
}

/** One statement, in a transaction that cannot write, as it would be in a session of the role. */
function readOnly(database: Database, role: string, sql: string): Promise<Answer> {
  return database.transaction({ readOnly: true }, async () => {
    // A login has the settings of its role, among them whose tables it reads. Becoming the role does not bring them.
    await database.query(
      `SELECT set_config(split_part(setting, '=', 1), substr(setting, strpos(setting, '=') + 1), true)
       FROM pg_db_role_setting, unnest(setconfig) AS setting
       WHERE setrole = (SELECT oid FROM pg_roles WHERE rolname = $1)
         AND setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
       ORDER BY setdatabase`,
      [role]
    );
    await database.query(`SET LOCAL ROLE ${identifier(role)}`);
    return database.query(sql);
  });
}
