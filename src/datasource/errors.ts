import type { DataQueryError } from '@grafana/data';

/** What PostgreSQL and Grafana say, and what it means here. The first that matches is taken. */
const known: ReadonlyArray<readonly [pattern: RegExp, words: string]> = [
  [
    /permission denied|42501/i,
    'The role of the PostgreSQL data source may not read the statistics. Let it be the role statsro, or grant it the same rights: stats-portal migrate does that.',
  ],
  [
    /relation "?[\w."]+"? does not exist|42P01/i,
    'The statistics are not where the PostgreSQL data source looks. Run stats-portal migrate on that database; the role needs the schema stats in its search_path (the role statsro has it).',
  ],
  [
    /column "?[\w."]+"? does not exist|42703/i,
    'The statistics database is older than this plugin. Run stats-portal migrate with the program of the same version.',
  ],
  [
    /statement timeout|57014|deadline exceeded|gateway time-?out|\b504\b/i,
    'The answer took too long. Ask for a shorter range, for fewer dimensions, or for dimensions that one rollup has.',
  ],
  [
    /failed to connect|connection refused|no such host|could not connect|\bEOF\b|ECONNREFUSED|too many clients|\b502\b/i,
    'The statistics database cannot be reached. Look whether it runs, and test the PostgreSQL data source.',
  ],
  [/password authentication failed|28P01/i, 'The statistics database refuses the user or password.'],
  [
    /data ?source not found|datasource was not found|\b404\b/i,
    'The PostgreSQL data source is gone. Choose another one in the settings of this data source.',
  ],
  [/access denied|forbidden|\b403\b/i, 'You may not query the PostgreSQL data source that this one reads from.'],
];

/** The error in words that say what to do, with the original at the end. */
export function inPlainWords(error: DataQueryError): DataQueryError {
  const original = textOf(error);
  const words = known.find(([pattern]) => pattern.test(original))?.[1];
  return { ...error, message: words === undefined ? original : `${words} (${original})` };
}

/** Any error as an error of this query. */
export function toQueryError(error: unknown, refId?: string): DataQueryError {
  const message = error instanceof Error ? error.message : textOf((error ?? {}) as DataQueryError);
  return { message, ...(refId === undefined ? {} : { refId }) };
}

function textOf({ message, data, statusText, status }: DataQueryError): string {
  return (
    message ?? data?.message ?? data?.error ?? statusText ?? (status === undefined ? 'Unknown error' : `${status}`)
  );
}
