import { z } from 'zod';

/** From the environment numbers and switches come as text. */
const fromText = (value: unknown): unknown =>
  value === 'true' ? true : value === 'false' ? false : typeof value === 'string' ? Number(value) : value;

/** These end up as arguments of ssh and rsync, and in a line that a shell on the other side reads. */
const word = (pattern: RegExp, what: string) => z.string().regex(pattern, `not ${what}`);

const file = word(/^[^-\n\r\0][^\n\r\0]*$/, 'the path of a file');

export const bundleSettings = z
  .strictObject({
    folder: file
      .optional()
      .describe('folder for bundles: those to send on the server that counts, those that came on the other one'),
    keepDays: z
      .preprocess(fromText, z.number({ error: 'not a whole number of days' }).int().min(0).max(100_000))
      .default(3)
      .describe('bundles that have arrived are deleted after so many days'),
  })
  .prefault({});

export const pushSettings = z
  .strictObject({
    host: word(/^[A-Za-z0-9:][A-Za-z0-9.:_-]*$/, 'the name or the address of a server')
      .optional()
      .describe('server that bundles are sent to, over ssh'),
    port: z
      .preprocess(fromText, z.number({ error: 'not a port' }).int().min(1).max(65_535))
      .optional()
      .describe('its port'),
    user: word(/^[A-Za-z0-9_][A-Za-z0-9._-]*$/, 'the name of a user')
      .optional()
      .describe('user there'),
    key: file.optional().describe('file with the private key, without a passphrase'),
    knownHosts: file.optional().describe("file with the server's public key (default: ssh's own)"),
    target: word(/^[A-Za-z0-9_./~][A-Za-z0-9_./-]*$/, 'the path of a folder of letters, digits, ., _, - and /')
      .default('.')
      .describe('folder there; with the restricted key of docs/two-servers.md it is .'),
    tool: z
      .enum(['rsync', 'sftp'])
      .default('rsync')
      .describe('rsync, or sftp where there is no rsync (scp speaks the same protocol)'),
    import: z
      .preprocess(fromText, z.boolean({ error: 'neither true nor false' }))
      .default(true)
      .describe('whether push has the bundles imported there; false: the other server does it on its own schedule'),
  })
  .prefault({});

export type PushSettings = z.output<typeof pushSettings>;
