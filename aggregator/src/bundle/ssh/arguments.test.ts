import fc from 'fast-check';
import { rsyncArguments, rsyncPath, sftpArguments, sshArguments, targetName, type Destination } from './arguments.ts';

const plain: Destination = { host: 'stats.example.org', target: '.', tool: 'rsync', import: true };

/** rsync's own way of taking `--rsh` apart: words at spaces, either quote, doubled inside itself. */
function wordsOf(command: string): string[] {
  const words = command.match(/(?:[^\s'"]|'(?:[^']|'')*'|"(?:[^"]|"")*")+/g) ?? [];
  return words.map((word) =>
    word.replace(/'((?:[^']|'')*)'|"((?:[^"]|"")*)"/g, (_, single?: string, double?: string) =>
      single === undefined ? double!.replaceAll('""', '"') : single.replaceAll("''", "'")
    )
  );
}

test('a server has a name, whatever is set', () => {
  expect(targetName(plain)).toBe('stats.example.org:.');
  const other = { ...plain, host: '2001:db8::1', port: 2222, user: 'stats', target: '/srv/in' };
  expect(targetName(other)).toBe('stats@[2001:db8::1]:2222:/srv/in');
  expect(rsyncPath(other, 'receipt.json')).toBe('stats@[2001:db8::1]:/srv/in/receipt.json');
  expect(sftpArguments(other).at(-1)).toBe('stats@[2001:db8::1]:/srv/in');
});

test('ssh asks nobody, trusts no unknown server, and gives dead lines up', () => {
  const args = sshArguments({ ...plain, port: 2222, user: 'stats' }, ['stats-portal', 'receive', 'import']);
  for (const option of ['BatchMode=yes', 'StrictHostKeyChecking=yes', 'ConnectTimeout=20', 'ServerAliveInterval=15']) {
    expect(args[args.indexOf(option) - 1]).toBe('-o');
  }
  expect(args.slice(args.indexOf('-p'))).toEqual([
    ...['-p', '2222', '-l', 'stats', '--', 'stats.example.org'],
    ...['stats-portal', 'receive', 'import'],
  ]);
});

test('any path of a key reaches ssh through rsync as it is', () => {
  const path = fc.stringMatching(/^[^-\n\r\0][^\n\r\0]*$/);
  fc.assert(
    fc.property(path, path, (key, knownHosts) => {
      const destination = { ...plain, key, knownHosts };
      const [rsh] = rsyncArguments(destination);
      const direct = sshArguments(destination, []);
      expect(wordsOf(rsh!.replace('--rsh=', ''))).toEqual(['ssh', ...direct.slice(1, direct.indexOf('--'))]);
    })
  );
});
