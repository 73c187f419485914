/** What a query's text may refer to. Days and times are instants; the interval is in milliseconds. */
export interface MacroContext {
  readonly from: Date;
  readonly to: Date;
  readonly interval: number;
  readonly timescaledb: boolean;
}

/** A macro that Grafana does not know, or one whose arguments it cannot read. */
export class MacroError extends Error {}

/**
 * Expands Grafana's macros as its PostgreSQL data source does (pkg/tsdb/grafana-postgresql-datasource/macros.go):
 * by text, in two stages, inside string literals and comments as well. Fill modes (a third argument of $__timeGroup)
 * are refused: nothing here needs them.
 *
 * @throws MacroError for any other `$word(…)`.
 */
export function expandMacros(sql: string, context: MacroContext): string {
  const text = sql
    .replaceAll('$__interval_ms', String(context.interval))
    .replaceAll('$__interval', intervalText(context.interval))
    .replaceAll('$__unixEpochFrom()', String(seconds(context.from)))
    .replaceAll('$__unixEpochTo()', String(seconds(context.to)));
  return text.replace(/\$([_a-zA-Z0-9]+)\(([^)]*)\)/g, (call: string, name: string, list: string) => {
    const args = list.split(',').map((argument) => argument.replace(/^ +| +$/g, ''));
    const macro = macros.get(name);
    if (!macro) {
      throw new MacroError(`unknown macro "${name}"`);
    }
    // As before Grafana 5.3: directly before a comma the group names itself, and only where the call stands first.
    const named = name === '__timeGroup' && text[text.indexOf(call) + call.length] === ',';
    return `${macro(args, context)}${named ? ' AS "time"' : ''}`;
  });
}

type Macro = (args: readonly string[], context: MacroContext) => string;

const macros = new Map<string, Macro>([
  ['__time', ([column]) => `${column} AS "time"`],
  ['__timeEpoch', ([column]) => `extract(epoch from ${column}) as "time"`],
  ['__timeFilter', ([column], { from, to }) => `${column} BETWEEN '${instant(from)}' AND '${instant(to)}'`],
  ['__timeFrom', (_, { from }) => `'${instant(from)}'`],
  ['__timeTo', (_, { to }) => `'${instant(to)}'`],
  ['__timeGroup', timeGroup],
  ['__timeGroupAlias', (args, context) => `${timeGroup(args, context)} AS "time"`],
  ['__unixEpochFilter', ([column], { from, to }) => `${column} >= ${seconds(from)} AND ${column} <= ${seconds(to)}`],
  ['__unixEpochNanoFilter', ([column], { from, to }) => `${column} >= ${nanos(from)} AND ${column} <= ${nanos(to)}`],
  ['__unixEpochNanoFrom', (_, { from }) => nanos(from)],
  ['__unixEpochNanoTo', (_, { to }) => nanos(to)],
  ['__unixEpochGroup', epochGroup],
  ['__unixEpochGroupAlias', (args) => `${epochGroup(args)} AS "time"`],
]);

function timeGroup(args: readonly string[], { timescaledb }: MacroContext): string {
  const length = groupLength('__timeGroup', args);
  return timescaledb
    ? `time_bucket('${length.toFixed(3)}s',${args[0]})`
    : `floor(extract(epoch from ${args[0]})/${length})*${length}`;
}

function epochGroup(args: readonly string[]): string {
  const length = groupLength('__unixEpochGroup', args);
  return `floor((${args[0]})/${length})*${length}`;
}

const unitSeconds: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** Length of a group in seconds. */
function groupLength(name: string, args: readonly string[]): number {
  if (args.length < 2) {
    throw new MacroError(`macro ${name} needs time column and interval and optional fill value`);
  }
  if (args.length > 2) {
    throw new MacroError(`macro ${name}: the preview has no fill values`);
  }
  const [, number, unit] = /^'*(\d+)(ms|[smhdw])'*$/.exec(args[1]!) ?? [];
  if (number === undefined || unit === undefined) {
    throw new MacroError(`error parsing interval ${args[1]}`);
  }
  return Number(number) * unitSeconds[unit]!;
}

/** `1h`, `2d`: whole units of the largest that fits. */
function intervalText(interval: number): string {
  const units = [
    [365 * 86_400_000, 'y'],
    [86_400_000, 'd'],
    [3_600_000, 'h'],
    [60_000, 'm'],
    [1000, 's'],
    [1, 'ms'],
  ] as const;
  const [length, unit] = units.find(([least]) => interval >= least) ?? [1, 'ms'];
  return `${Math.max(1, Math.floor(interval / length))}${unit}`;
}

/** RFC 3339 as Go prints it: no zeros at the end of the fraction. */
const instant = (time: Date): string => time.toISOString().replace(/\.?0*Z$/, 'Z');

const seconds = (time: Date): number => Math.floor(time.getTime() / 1000);

const nanos = (time: Date): string => String(BigInt(time.getTime()) * 1_000_000n);
