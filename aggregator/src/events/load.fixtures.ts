import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Database } from '../database/database.ts';
import { type LoadOptions, loadFiles } from './load.ts';

/** Where the tests load to. */
export const table = 'loading.events';

/** Events as the file output of an IntelMQ in Austria might write them. */
export const infected = {
  'feed.name': 'Sinkhole',
  'feed.provider': 'Example Foundation',
  'feed.accuracy': 100.0,
  'classification.taxonomy': 'malicious-code',
  'classification.type': 'infected-system',
  'classification.identifier': 'botnet',
  'malware.name': 'examplebot',
  'source.ip': '198.51.100.23',
  'source.port': 50123,
  'source.asn': 64500,
  'source.network': '198.51.100.0/24',
  'source.geolocation.cc': 'AT',
  'protocol.transport': 'tcp',
  'time.source': '2024-04-30T21:59:58+00:00',
  'time.observation': '2024-05-02T04:00:12+00:00',
  'extra.http.host': 'sinkhole.example',
  'extra.tags': ['sinkhole', 'tcp'],
};

export const open6 = {
  'feed.name': 'Open Services',
  'classification.taxonomy': 'vulnerable',
  'classification.type': 'vulnerable-system',
  'classification.identifier': 'open-rdp',
  severity: 'high',
  'product.vulnerabilities': 'cve-2019-0708;cve-2020-0609',
  'source.ip': '2001:db8:0:7::1',
  'source.asn': 4200000001,
  'source.reverse_dns': 'host.example.at',
  'time.source': '2024-05-01T10:11:12.131415+00:00',
  'extra.banner': 'tab\tback\\slash\nline\0',
};

export const nested = {
  source: { ip: '203.0.113.9', asn: 64501, geolocation: { cc: 'DE', city: 'Köln' }, tor_node: true },
  time: { source: '2024-05-01 23:00:00' },
  comment: 'tab\tback\\slash\nline \\N \\.',
};

/** A folder for the input of one file of tests. */
export const folder = mkdtempSync(join(tmpdir(), 'load-'));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

export function jsonLines(...events: unknown[]): string {
  return events.map((event) => `${typeof event === 'string' ? event : JSON.stringify(event)}\n`).join('');
}

export async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

/** A new database with the schema of `table`. */
export async function withSchema(open: () => Promise<Database>): Promise<Database> {
  const database = await open();
  await database.execute('CREATE SCHEMA loading');
  return database;
}

/** Loads, and keeps what was logged. */
export async function load(database: Database, files: string[], options: Partial<LoadOptions> = {}) {
  const messages: string[] = [];
  const keep = (_: object, message: string) => void messages.push(message);
  const log = { info: keep, warn: keep };
  const work = loadFiles({ database, table, files, stdin: Readable.from([]), log, ...options });
  return {
    messages,
    result: await work.catch((error: unknown) => Promise.reject(Object.assign(error as Error, { messages }))),
  };
}

export async function stored(database: Database, columns: string): Promise<Array<ReadonlyArray<string | null>>> {
  return [...(await database.query(`SELECT ${columns} FROM ${table} ORDER BY id`)).rows];
}

export async function count(database: Database): Promise<number> {
  return Number((await database.query(`SELECT count(*) FROM ${table}`)).rows[0]![0]);
}
