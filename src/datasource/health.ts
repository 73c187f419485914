import { catalogVersion, daysTable, freshnessView, literal, rollupsTable } from '@stats-portal/catalog';
import type { Cell } from './columns.ts';
import { noneText } from './interpolate.ts';
import { words } from './words.ts';

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
      return obstacle ?? error(words.health.noAnswer);
    }
    const [contents] = await ask(contentsSql);
    return judgeContents(surroundings, contents);
  } catch (cause) {
    return error(cause instanceof Error ? cause.message : String(cause));
  }
}

/** Why the contents cannot be asked for; null if they can. */
export function judgeSurroundings(row: Row | undefined): Health | null {
  if (row === undefined) {
    return error(words.health.noAnswer);
  }
  const missing = relations.filter((name) => !isTrue(row[`has_${name}`]));
  if (missing.length > 0) {
    return error(words.health.notFound({ relations: missing.join(', '), role: text(row.role), path: text(row.path) }));
  }
  const closed = relations.filter((name) => !isTrue(row[`reads_${name}`]));
  if (closed.length > 0) {
    return error(words.health.notReadable({ relations: closed.join(', '), role: text(row.role) }));
  }
  return null;
}

/** What is in the statistics, how fresh it is, and what would be better otherwise. */
export function judgeContents(surroundings: Row, row: Row | undefined): Health {
  if (row?.zone === undefined || row.zone === null) {
    return error(words.missing.setUp);
  }
  const version = catalogOf(row.counting);
  const warnings = [
    ...versionWarning(version),
    ...(isTrue(surroundings.writes) ? [words.health.writes({ role: text(surroundings.role) })] : []),
    ...(Number(row.days) === 0 ? [words.health.noDay] : []),
  ];
  const facts = [
    words.health.days({
      zone: text(row.zone),
      days: text(row.days),
      closedUntil: text(row.closed_until),
      completeUntil: text(row.complete_until),
    }),
    words.health.lastRun({ lastRun: text(row.last_run), waiting: text(row.days_waiting) }),
    surroundings.timescaledb === null || surroundings.timescaledb === undefined
      ? words.health.plain
      : words.health.timescaledb({ version: text(surroundings.timescaledb) }),
    words.health.catalog({ version: text(version) }),
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
  const said = version < catalogVersion ? words.health.older : words.health.newer;
  return [said({ there: version, here: catalogVersion })];
}

function text(cell: Cell | undefined): string {
  return cell === null || cell === undefined ? noneText : String(cell);
}

const isTrue = (cell: Cell | undefined): boolean => cell === true || cell === 'true' || cell === 't';

function error(message: string): Health {
  return { status: 'error', message };
}
