import { catalogVersion, daysTable, freshnessView, literal, rollupsTable } from '@stats-portal/catalog';
import type { Cell } from './columns.ts';

/** What the test of the data source found. */
export interface Health {
  readonly status: 'success' | 'warning' | 'error';
  readonly message: string;
}

const relations = [rollupsTable.name, daysTable, freshnessView];

/** Which relations the role's search_path finds, whether it may read them, and whether it could write. */
export const surroundingsSql = [
  "SELECT current_user AS role, current_setting('search_path') AS path, " +
    "(SELECT extversion FROM pg_extension WHERE extname = 'timescaledb') AS timescaledb,",
  relations.map((name) => `  to_regclass(${literal(name)}) IS NOT NULL AS has_${name}`).join(',\n') + ',',
  relations
    .map(
      (name) =>
        `  coalesce(has_table_privilege(to_regclass(${literal(name)}), ${literal('SELECT')}), false) AS reads_${name}`
    )
    .join(',\n') + ',',
  `  coalesce(has_table_privilege(to_regclass(${literal(rollupsTable.name)}), 'INSERT, UPDATE, DELETE, TRUNCATE'), false) AS writes`,
].join('\n');

/** Only asked when the relations are there. */
export const contentsSql = [
  "SELECT zone, to_char(closed_until, 'YYYY-MM-DD') AS closed_until, to_char(complete_until, 'YYYY-MM-DD') AS complete_until,",
  "  to_char(last_run AT TIME ZONE zone, 'YYYY-MM-DD HH24:MI') AS last_run, days_waiting,",
  `  (SELECT counting FROM ${daysTable} ORDER BY day DESC LIMIT 1) AS counting,`,
  `  (SELECT count(*) FROM ${daysTable}) AS days`,
  `FROM ${freshnessView}`,
].join('\n');

type Row = Readonly<Record<string, Cell>>;

/** Looks at everything that has to be right, in order; stops at what makes the rest pointless. */
export async function examine(ask: (sql: string) => Promise<Row[]>): Promise<Health> {
  try {
    const [surroundings] = await ask(surroundingsSql);
    const obstacle = judgeSurroundings(surroundings);
    if (obstacle !== null || surroundings === undefined) {
      return obstacle ?? error(noAnswer);
    }
    const [contents] = await ask(contentsSql);
    return judgeContents(surroundings, contents);
  } catch (cause) {
    return error(cause instanceof Error ? cause.message : String(cause));
  }
}

const noAnswer = 'PostgreSQL gave no answer. Test the PostgreSQL data source itself.';

/** Why the contents cannot be asked for; null if they can. */
export function judgeSurroundings(row: Row | undefined): Health | null {
  if (row === undefined) {
    return error(noAnswer);
  }
  const missing = relations.filter((name) => !isTrue(row[`has_${name}`]));
  if (missing.length > 0) {
    return error(
      `${missing.join(', ')} cannot be found by the role ${row.role} (search_path: ${row.path}). Run stats-portal migrate ` +
        'on this database; let the PostgreSQL data source use the role statsro, or set search_path = stats, public for its role.'
    );
  }
  const closed = relations.filter((name) => !isTrue(row[`reads_${name}`]));
  if (closed.length > 0) {
    return error(
      `The role ${row.role} may not read ${closed.join(', ')}. Let the PostgreSQL data source use the role statsro, whose ` +
        'rights stats-portal migrate sets.'
    );
  }
  return null;
}

/** What is in the statistics, how fresh it is, and what would be better otherwise. */
export function judgeContents(surroundings: Row, row: Row | undefined): Health {
  if (row?.zone === undefined || row.zone === null) {
    return error('The statistics database has not been set up. Run: stats-portal migrate');
  }
  const version = catalogOf(row.counting);
  const warnings = [
    ...versionWarning(version),
    ...(isTrue(surroundings.writes)
      ? [`The role ${surroundings.role} could change the statistics. Use a role that only reads, such as statsro.`]
      : []),
    ...(Number(row.days) === 0 ? ['No day has been counted yet. Run: stats-portal run'] : []),
  ];
  const facts = [
    `Days of ${row.zone}: ${row.days}, closed until ${row.closed_until ?? '(none)'}, complete until ${row.complete_until ?? '(none)'}.`,
    `Last run: ${row.last_run ?? '(none)'}; days waiting: ${row.days_waiting}.`,
    surroundings.timescaledb === null || surroundings.timescaledb === undefined
      ? 'Without TimescaleDB: more space, slower on many years.'
      : `TimescaleDB ${surroundings.timescaledb}.`,
    `Catalog ${version ?? '(none)'}.`,
  ];
  return {
    status: warnings.length > 0 ? 'warning' : 'success',
    message: [...warnings, ...facts].join(' '),
  };
}

/** The catalog's version is the first number of the name of the counting. */
function catalogOf(counting: Cell | undefined): number | null {
  const match = typeof counting === 'string' ? /^catalog (\d+)/.exec(counting) : null;
  return match ? Number(match[1]) : null;
}

function versionWarning(version: number | null): string[] {
  if (version === null || version === catalogVersion) {
    return [];
  }
  return [
    version < catalogVersion
      ? `The statistics are older than this plugin (catalog ${version}, here ${catalogVersion}): update the aggregator, then run stats-portal migrate and run.`
      : `This plugin is older than the statistics (catalog ${catalogVersion}, there ${version}): update the plugin.`,
  ];
}

const isTrue = (cell: Cell | undefined): boolean => cell === true || cell === 'true' || cell === 't';

function error(message: string): Health {
  return { status: 'error', message };
}
