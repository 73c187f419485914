import { catalogVersion } from '@stats-portal/catalog';
import { z } from 'zod';
import { BadInputError, StatsPortalError, exitCodes } from '../errors.ts';

/**
 * Version of the form of a bundle. Raised when a program that knows only the earlier one would misread it. A bundle without
 * presence is written in the first form, which every program reads.
 */
export const formatVersion = 2;
export const formatWithoutHosts = 1;

/** Names inside the tar file, in their order; the days follow. */
export const manifestName = 'manifest.json';
export const manifestSumName = 'manifest.json.sha256';

const day = z.string().regex(/^\d{4}-\d\d-\d\d$/);
const count = z.int().min(0);
const version = z.int().min(1);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** A moment as PostgreSQL prints it in a session of UTC: nothing is lost on the way. */
const moment = z.string();

/** A file of rows: COPY text, gzip. */
const rowsFile = {
  /** Name inside the tar file. */
  file: z.string(),
  /** Of the file as it stands in the bundle. */
  bytes: count,
  sha256,
  rows: count,
};

const countedDay = z.strictObject({
  day,
  version,
  counting: z.string(),
  zone: z.string(),
  events: count,
  withoutAddress: count,
  eventsSeen: count,
  countedAt: moment,
  ...rowsFile,
  /** Who was seen on the day, and the name of the key of their hashes; absent where the source has nothing of it. */
  hosts: z.strictObject({ key: z.string(), ...rowsFile }).optional(),
});

const run = z.strictObject({
  startedAt: moment,
  finishedAt: moment.nullable(),
  days: count,
  events: count,
  lateEvents: count,
  undated: count,
  keptDays: count,
  tooOldEvents: count,
  failure: z.string().nullable(),
});

const schema = z.strictObject({
  format: z.union([z.literal(formatVersion), z.literal(formatWithoutHosts)]),
  /** Version of the program that wrote it. */
  program: z.string(),
  /** Id of the database that the versions are of. */
  source: z.uuid(),
  /** Rises with each bundle of a source. */
  number: version,
  /** Receiver that it was made for, as the sender calls it. */
  target: z.string(),
  madeAt: z.iso.datetime(),
  catalog: version,
  /** Newest migration of the source. */
  schema: version,
  zone: z.string(),
  /** Columns of the files, in their order. */
  columns: z.array(z.string()).min(1),
  /** Columns of the files of presence; absent where there are none. */
  hostColumns: z.array(z.string()).min(1).optional(),
  /** Rollups that may occur in the files. */
  rollups: z.array(z.int()).min(1),
  days: z.array(countedDay),
  /** Days that have no events any more. */
  removed: z.array(z.strictObject({ day, version })),
  /** Versions of all days that the source has or had: the receiver knows what is still missing. */
  ledger: z.record(day, version),
  freshness: z.strictObject({
    closedUntil: moment.nullable(),
    lookedAt: moment.nullable(),
    undated: count,
    counting: z.string().nullable(),
    /** Days that wait at the source, with their reasons. */
    dirty: z.record(day, z.string()),
    runs: z.array(run),
  }),
});

export type Manifest = z.output<typeof schema>;
export type BundleDay = Manifest['days'][number];
/** A file of a day: its counts, or who was seen on it. */
export type BundleFile = Pick<BundleDay, keyof typeof rowsFile>;
export type BundleRun = z.output<typeof run>;

/**
 * Untrusted text in, manifest out. `name` is the file's, for messages.
 * Throws a BadInputError for what is no manifest, and ends with 57 for one of a newer program.
 */
export function parseManifest(text: string, name: string): Manifest {
  const json = parseJson(text);
  const head = z
    .object({ format: z.int(), catalog: z.int().optional(), program: z.string().optional() })
    .safeParse(json);
  if (!head.success) {
    throw damaged(name, 'its manifest cannot be read');
  }
  const { format, catalog = 0, program = 'unknown' } = head.data;
  if (format > formatVersion || catalog > catalogVersion) {
    const what =
      format > formatVersion
        ? `format ${format}, and this program knows up to ${formatVersion}`
        : `catalogue ${catalog}, and this program has ${catalogVersion}`;
    throw new StatsPortalError(
      exitCodes.newerDatabase,
      `The bundle ${name} was written by a newer program (version ${program}): it has ${what}. Nothing was changed.`,
      { advice: 'Install that version here and run: stats-portal migrate. Then import the bundle again.' }
    );
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw damaged(name, `its manifest is not as expected (${issue!.path.join('.')}: ${issue!.message})`);
  }
  return parsed.data;
}

/** A bundle that came only in part: what is missing may still come. */
export class CutOffError extends BadInputError {}

export function cutOff(name: string, where: string, cause?: unknown): CutOffError {
  return new CutOffError(`The bundle ${name} is damaged: it was cut off (${where}). Nothing of it was taken.`, {
    advice: 'Have the rest of it sent: stats-portal push on the server that wrote it.',
    cause,
  });
}

/** The files of a bundle after its manifest, in their order. */
export function filesOf({ days }: Pick<Manifest, 'days'>): BundleFile[] {
  return days.flatMap(({ hosts, ...counts }) => (hosts === undefined ? [counts] : [counts, hosts]));
}

/** The one way to say that a bundle is not what its sender wrote. */
export function damaged(name: string, how: string, options: { cause?: unknown; taken?: string } = {}): BadInputError {
  const { cause, taken = 'Nothing of it was taken.' } = options;
  return new BadInputError(`The bundle ${name} is damaged: ${how}. ${taken}`, {
    advice: 'Have it sent again: stats-portal push on the server that wrote it.',
    cause,
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
