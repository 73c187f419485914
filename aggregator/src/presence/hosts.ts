import { createCipheriv, createHmac, createSecretKey } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { ConfigurationError } from '../errors.ts';
import { parseAddress } from '../operators/address.ts';
import { environmentName, type Settings } from '../settings.ts';

/** What is kept of an address. */
export interface Hosts {
  /** Names the key without telling it: addresses of days with the same name can be compared. */
  readonly name: string;
  /** Whether the address itself is kept beside it. */
  readonly isPlain: boolean;
  /** Stands for an address, given as PostgreSQL prints it: a bigint in its eight bytes. */
  readonly hostOf: (address: string) => Buffer;
}

const keyPattern = /^[0-9a-f]{64}$/i;
const othersMayRead = 0o077;
/** What is no address, so that the name says nothing of any, and so that no two uses of the key are alike. */
const purposes = { name: 'name of this key', addresses: 'key of the IPv4 addresses' } as const;
/** Nobody's secret: where addresses are kept as they are, there is nothing to hide. */
const publicKey = Buffer.alloc(32);

/**
 * How the settings want addresses to be kept; null: not at all. Reads the key.
 * Throws a ConfigurationError for a key that is missing, none, or open to others.
 */
export async function readHosts({ hosts }: Pick<Settings, 'hosts'>): Promise<Hosts | null> {
  switch (hosts.addresses) {
    case 'none':
      return null;
    case 'plain':
      return hostsWith(publicKey, true);
    case 'hashed':
      return hostsWith(await readKey(hosts.keyFile), false);
  }
}

/**
 * IPv4: the first 64 bits of the address encrypted as one block of AES-256; all others: those of HMAC-SHA-256, which takes
 * three times as long. With ten million addresses the odds that any two share one are 1 to 370,000
 * (docs/decisions/0012-presence.md).
 */
export function hostsWith(key: Buffer, isPlain: boolean): Hosts {
  const secret = createSecretKey(key);
  const hash = (text: string): Buffer => createHmac('sha256', secret).update(text).digest();
  // Each block is encrypted by itself (ECB), as no two addresses are the same block.
  const cipher = createCipheriv('aes-256-ecb', hash(purposes.addresses), null).setAutoPadding(false);
  const block = Buffer.alloc(16);
  return {
    name: isPlain ? 'plain' : `hashed ${hash(purposes.name).toString('hex', 0, 6)}`,
    isPlain,
    hostOf(address) {
      if (/[:/]/.test(address)) {
        return hash(address).subarray(0, 8);
      }
      block.writeUInt32BE(parseAddress(address)![0]!, 12);
      return cipher.update(block).subarray(0, 8);
    },
  };
}

async function readKey(file: string | undefined): Promise<Buffer> {
  const setting = `hosts.keyFile in stats-portal.yaml or ${environmentName(['hosts', 'keyFile'])}`;
  const advice = `Make one with: (umask 077; openssl rand -hex 32 > FILE), keep a copy in a safe place, and name it as ${setting}.`;
  if (file === undefined) {
    throw new ConfigurationError('Addresses are to be hashed, but the file with the key is not set.', { advice });
  }
  const { mode, text } = await readMode(file).catch((cause: unknown) => {
    throw new ConfigurationError(`The file with the key of the hashes cannot be read: ${(cause as Error).message}.`, {
      advice,
      cause,
    });
  });
  if ((mode & othersMayRead) !== 0) {
    throw new ConfigurationError(`The key of the hashes, ${file}, may be read by others than its owner.`, {
      advice: `Run: chmod 600 ${file}. If others have read it, make another one: docs/privacy.md says what that means.`,
    });
  }
  if (!keyPattern.test(text)) {
    throw new ConfigurationError(`${file} is not a key: it must be 64 hexadecimal digits.`, { advice });
  }
  return Buffer.from(text, 'hex');
}

async function readMode(file: string): Promise<{ mode: number; text: string }> {
  const { mode } = await stat(file);
  return { mode, text: (await readFile(file, 'utf8')).trim() };
}
