import type { DataQueryError } from '@grafana/data';
import { words } from './words.ts';

/** What PostgreSQL and Grafana say, and which of our words it means. The first that matches is taken. */
const known: ReadonlyArray<readonly [pattern: RegExp, meaning: keyof typeof words.errors]> = [
  [/permission denied|42501/i, 'denied'],
  [/relation "?[\w."]+"? does not exist|42P01/i, 'noRelation'],
  [/column "?[\w."]+"? does not exist|42703/i, 'noColumn'],
  [/statement timeout|57014|deadline exceeded|gateway time-?out|\b504\b/i, 'timeout'],
  [
    /failed to connect|connection refused|no such host|could not connect|\bEOF\b|ECONNREFUSED|too many clients|\b502\b/i,
    'unreachable',
  ],
  [/password authentication failed|28P01/i, 'password'],
  [/data ?source not found|datasource was not found|\b404\b/i, 'gone'],
  [/access denied|forbidden|\b403\b/i, 'forbidden'],
];

/** The error in words that say what to do, with the original at the end. */
export function inPlainWords(error: DataQueryError): DataQueryError {
  const original = textOf(error);
  const meaning = known.find(([pattern]) => pattern.test(original))?.[1];
  return { ...error, message: meaning === undefined ? original : `${words.errors[meaning]} (${original})` };
}

/** Any error as an error of this query. */
export function toQueryError(error: unknown, refId?: string): DataQueryError {
  const message = error instanceof Error ? error.message : textOf((error ?? {}) as DataQueryError);
  return { message, ...(refId === undefined ? {} : { refId }) };
}

function textOf({ message, data, statusText, status }: DataQueryError): string {
  return (
    message ?? data?.message ?? data?.error ?? statusText ?? (status === undefined ? words.errors.unknown : `${status}`)
  );
}
