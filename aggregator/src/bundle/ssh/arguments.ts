import type { PushSettings } from '../settings.ts';

/** The settings of a push that has somewhere to go. */
export type Destination = PushSettings & { readonly host: string };

/** Name of a destination, in messages and in the memory of what has arrived there. */
export function targetName({ host, port, user, target }: Destination): string {
  return `${user === undefined ? '' : `${user}@`}${bracketed(host)}${port === undefined ? '' : `:${port}`}:${target}`;
}

/**
 * Options of ssh (and sftp): nobody is there to answer a question, an unknown server is refused, a dead line ends.
 * Everything else is as in ssh's own configuration.
 */
function sshOptions({ key, knownHosts }: Destination): string[] {
  const options = [
    'BatchMode=yes',
    'StrictHostKeyChecking=yes',
    'ConnectTimeout=20',
    'ServerAliveInterval=15',
    'ServerAliveCountMax=4',
    'ClearAllForwardings=yes',
    'PermitLocalCommand=no',
    ...(key === undefined ? [] : ['IdentitiesOnly=yes', `IdentityFile=${quotedForSsh(key)}`]),
    ...(knownHosts === undefined ? [] : [`UserKnownHostsFile=${quotedForSsh(knownHosts)}`]),
  ];
  return options.flatMap((option) => ['-o', option]);
}

/** Arguments of ssh for a command there. Its words have no letter that a shell would read. */
export function sshArguments(destination: Destination, words: readonly string[]): string[] {
  const { host, port, user } = destination;
  return [
    '-T',
    ...sshOptions(destination),
    ...(port === undefined ? [] : ['-p', String(port)]),
    ...(user === undefined ? [] : ['-l', user]),
    '--',
    host,
    ...words,
  ];
}

/** Arguments of rsync that lead to a destination. rsync takes `--rsh` apart itself, without a shell. */
export function rsyncArguments(destination: Destination): string[] {
  const { port } = destination;
  const ssh = ['ssh', ...sshOptions(destination), ...(port === undefined ? [] : ['-p', String(port)])];
  return [`--rsh=${ssh.map(quotedForRsync).join(' ')}`, '--timeout=120'];
}

/** A file or the folder at the destination, as rsync names it. */
export function rsyncPath({ host, user, target }: Destination, name = ''): string {
  return `${user === undefined ? '' : `${user}@`}${bracketed(host)}:${target}/${name}`;
}

/** Arguments of sftp that lead to the folder at a destination; the commands come on standard input. */
export function sftpArguments(destination: Destination): string[] {
  const { host, port, user, target } = destination;
  return [
    '-q',
    '-b',
    '-',
    ...sshOptions(destination),
    ...(port === undefined ? [] : ['-P', String(port)]),
    '--',
    `${user === undefined ? '' : `${user}@`}${bracketed(host)}:${target}`,
  ];
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

/** In single quotes, inside which rsync reads a doubled one as one. */
function quotedForRsync(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "''")}'`;
}

/** A path in an option of ssh: in double quotes it may have spaces; a percent sign would begin a token. */
function quotedForSsh(path: string): string {
  return `"${path.replace(/["\\]/g, '\\$&').replaceAll('%', '%%')}"`;
}
