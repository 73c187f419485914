import pino, { type Logger } from 'pino';
import pretty from 'pino-pretty';
import { withoutSecretsIn } from './secrets.ts';

export const logLevels = ['error', 'warn', 'info', 'debug'] as const;

/** `auto` is readable on a terminal and JSON elsewhere. */
export const logFormats = ['auto', 'json', 'text'] as const;

export interface LogOptions {
  readonly level?: (typeof logLevels)[number];
  readonly format?: (typeof logFormats)[number];
  /** What stands on every line: which command, and which start of it. */
  readonly marks?: Readonly<Record<string, string>>;
  /** What must not stand on any line. */
  readonly secrets?: readonly string[];
}

/** Whether the log is for people. */
export function isReadable(isTerminal: boolean, format: LogOptions['format'] = 'auto'): boolean {
  return format === 'auto' ? isTerminal : format === 'text';
}

/**
 * Structured lines on standard error, or readable ones. Every line, however it came about, passes through one place
 * that takes passwords out.
 */
export function createLog(isTerminal: boolean, options: LogOptions = {}): Logger {
  const { level = 'info', marks = {}, secrets = [] } = options;
  const common = {
    level,
    base: marks,
    formatters: { level: (label: string) => ({ level: label }) },
    hooks: { streamWrite: (line: string) => toLine(withoutSecretsIn(JSON.parse(line), secrets) as object) },
  };
  return isReadable(isTerminal, options.format)
    ? pino(
        common,
        pretty({
          destination: 2,
          sync: true,
          colorize: isTerminal,
          ignore: Object.keys(marks).join(','),
          singleLine: true,
          translateTime: isTerminal ? 'SYS:HH:MM:ss' : 'SYS:yyyy-mm-dd HH:MM:ss',
        })
      )
    : pino({ ...common, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ dest: 2, sync: true }));
}

/** The words first: people read JSON lines too. */
function toLine({ level, time, msg, ...rest }: { level?: string; time?: string; msg?: string }): string {
  return `${JSON.stringify({ level, time, msg, ...rest })}\n`;
}

/** What log lines of another start of this program say, in words; other text stays as it is. */
export function toWords(text: string): string {
  return text
    .split('\n')
    .map((line) => {
      const { msg, advice } = asObject(line);
      return msg === undefined ? line : [msg, advice].filter((words) => words !== undefined).join('\n');
    })
    .join('\n');
}

function asObject(line: string): { msg?: string; advice?: string } {
  try {
    return Object(JSON.parse(line)) as object;
  } catch {
    return {};
  }
}
