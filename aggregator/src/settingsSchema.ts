import { aliasFaults, aliases, qualified } from '@stats-portal/catalog';
import { z } from 'zod';
import { bundleSettings, pushSettings } from './bundle/settings.ts';
import { durationPattern } from './duration.ts';
import { feedSettings } from './feeds/rules.ts';
import { logFormats, logLevels } from './log.ts';
import { defaultStorage } from './statistics/storage.ts';

const classification = { taxonomy: z.string(), type: z.string(), identifier: z.string() };

const aliasRule = z
  .strictObject({
    when: z.strictObject({ ...classification, malware: z.string(), feed: z.string() }).partial(),
    use: z.strictObject(classification).partial(),
  })
  .describe('when these fields of an event have these values, these others take their place');

const tableName = z.string().refine(isName, 'not the name of a table or view, such as events or public.events');

const countryCode = z.string().regex(/^[A-Z]{2}$/, 'not a country code of two capital letters, such as AT');

/** From the environment a number comes as text. */
const days = z.preprocess(
  (value) => (typeof value === 'string' ? Number(value) : value),
  z.number({ error: 'not a whole number of days' }).int().min(1).max(100_000)
);

export const mostWorkers = 64;

const workers = z.preprocess(
  (value) => (typeof value === 'string' ? Number(value) : value),
  z.number({ error: 'not a number' }).int().min(1).max(mostWorkers)
);

const duration = z.string().regex(durationPattern, 'not a time such as 90s, 30m or 2h');

/** Everything that a site can set. Each setting has an environment variable: see `environmentName`. */
export const schema = z.strictObject({
  eventdb: z
    .strictObject({
      url: z.string().optional().describe('the eventDB: postgres://USER@HOST/DATABASE or embedded:FOLDER'),
      table: tableName.default('events').describe("table or view with IntelMQ's column names"),
      retentionDays: days
        .optional()
        .describe('for how long events stay in the eventDB; days younger than that may lose events and are recounted'),
    })
    .prefault({}),
  statsdb: z
    .strictObject({
      url: z.string().optional().describe('the statistics database: postgres://… or embedded:FOLDER'),
      columnstoreAfterDays: days
        .default(defaultStorage.columnstoreAfterDays)
        .describe('age from which history is kept in the columnstore, where there is TimescaleDB'),
      retentionDays: days
        .optional()
        .describe('for how long statistics are kept; older days are forgotten for good (default: for ever)'),
    })
    .prefault({}),
  contactdb: z
    .strictObject({
      url: z
        .string()
        .optional()
        .describe("IntelMQ's contact database, that operators are imported from: postgres://USER@HOST/DATABASE"),
    })
    .prefault({}),
  timezone: z
    .string()
    .refine(isZone, {
      error: ({ input }) => `${JSON.stringify(input)} is not a time zone such as UTC or Europe/Vienna`,
    })
    .default('UTC')
    .describe("zone in which days begin and end; 'UTC' suits scan reports"),
  country: countryCode.optional().describe('own country'),
  provisionalDays: days.default(3).describe('days younger than this are provisional: late events are normal'),
  windowDays: days.default(35).describe('how many days back each run looks for changes'),
  log: z
    .strictObject({
      level: z.enum(logLevels).default('info').describe('error, warn, info or debug: lines below it are left out'),
      format: z.enum(logFormats).default('auto').describe('json, text, or auto: text on a terminal, JSON elsewhere'),
    })
    .prefault({}),
  run: z
    .strictObject({
      workers: workers.default(1).describe('how many days are counted at the same time, each with two connections'),
      deadline: duration.optional().describe('time after which a run begins no more day, such as 2h'),
      statementTimeout: duration.default('1h').describe('time after which a server gives up a statement of a run'),
    })
    .prefault({}),
  metrics: z
    .strictObject({
      textfile: z
        .string()
        .optional()
        .describe("file for node_exporter's textfile collector (its name ends in .prom), written after each run"),
    })
    .prefault({}),
  hosts: z
    .strictObject({
      addresses: z
        .enum(['none', 'hashed', 'plain'])
        .default('none')
        .describe('what is kept of which address was seen on which day: none, hashed (with the key), or plain'),
      keyFile: z
        .string()
        .optional()
        .describe('file with the key of the hashes: 64 hexadecimal digits, to be read by nobody else'),
      retentionDays: days.default(defaultStorage.hostsRetentionDays).describe('for how long that is kept; counts stay'),
    })
    .prefault({}),
  feeds: feedSettings,
  bundles: bundleSettings,
  push: pushSettings,
  aliases: z
    .array(aliasRule)
    .superRefine((rules, context) => {
      // Of a rule that is none there is nothing more to say.
      const faults = context.issues.length > 0 ? [] : aliasFaults([...rules, ...aliases]);
      for (const message of faults) {
        context.addIssue({ code: 'custom', message });
      }
    })
    .default([])
    .describe('renamed classifications of this site, before the shipped ones'),
});

function isName(text: string): boolean {
  try {
    return qualified(text) !== '';
  } catch {
    return false;
  }
}

/** By name: what PostgreSQL makes of an offset such as +02:00 is the opposite of what is meant. */
function isZone(name: string): boolean {
  try {
    return (
      /^[A-Za-z]/.test(name) && new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
    );
  } catch {
    return false;
  }
}
