import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openPostgres } from '../aggregator/src/database/postgres.ts';
import { told } from './bundles.ts';
import { atEnd, postgresUrl, temporaryFolder } from './environment/index.ts';
import { runProgram, type Ended } from './program.ts';
import { describeSsh, sshServer } from './sshServer.ts';

const program = join(__dirname, '../aggregator/bin/stats-portal.js');

/** Events of the days before today, as IntelMQ writes them: addresses in several classes, feeds and networks. */
function eventLines(days: number): string {
  const classes = [
    ['vulnerable', 'vulnerable-system', 'open-redis'],
    ['malicious code', 'infected system', 'mirai'],
    ['other', 'other', 'test'],
  ] as const;
  const lines = Array.from({ length: days * 12 }, (_, index) => {
    const moment = new Date(Date.now() - (1 + Math.floor(index / 12)) * 86_400_000);
    const [taxonomy, type, identifier] = classes[index % classes.length]!;
    return JSON.stringify({
      'time.source': `${moment.toISOString().slice(0, 10)}T1${index % 10}:00:00+00:00`,
      'source.ip': `192.0.2.${index % 5}`,
      'source.asn': 64496 + (index % 3),
      'source.network': '192.0.2.0/24',
      'classification.taxonomy': taxonomy,
      'classification.type': type,
      'classification.identifier': identifier,
      'feed.name': `feed ${index % 2}`,
    });
  });
  return `${lines.join('\n')}\n`;
}

describeSsh('The whole path, as a newcomer goes it', () => {
  test('from two empty servers to statistics on the second one, and the next night', async () => {
    const home = await temporaryFolder();
    const [eventdb, statsdb, receiver] = [await postgresUrl(), await postgresUrl(), await postgresUrl()];
    const folders = { here: join(home, 'outbox'), there: join(home, 'inbox') };
    const files = { here: join(home, 'counting.yaml'), there: join(home, 'showing.yaml') };
    const ssh = await sshServer(`command="${process.execPath} ${program} --config ${files.there} receive",restrict`);
    writeFileSync(
      files.here,
      JSON.stringify({
        eventdb: { url: eventdb },
        statsdb: { url: statsdb },
        bundles: { folder: folders.here, keepDays: 0 },
        push: { host: '127.0.0.1', port: ssh.port, user: ssh.user, key: ssh.key, knownHosts: ssh.knownHosts },
      })
    );
    writeFileSync(
      files.there,
      JSON.stringify({ statsdb: { url: receiver }, bundles: { folder: folders.there, keepDays: 0 } })
    );
    mkdirSync(folders.there);
    const here = (...args: string[]): Promise<Ended> =>
      runProgram(['--config', files.here, ...args], {}, { folder: home });
    const there = (...args: string[]): Promise<Ended> =>
      runProgram(['--config', files.there, ...args], {}, { folder: home });
    const expectOk = async (ended: Promise<Ended>): Promise<Ended> => {
      const { code, said, out, signal } = await ended;
      expect({ code, said }).toEqual({ code: 0, said });
      return { code, said, out, signal };
    };

    // Forgotten on the other server: each step says what is missing, and the night ends with the first failure's code.
    await expectOk(here('migrate'));
    writeFileSync(join(home, 'events.jsonl'), eventLines(4));
    await expectOk(here('load', 'events.jsonl'));
    const early = await here('nightly');
    expect(early.code).toBe(2);
    expect(early.said).toContain('stats-portal migrate');

    await expectOk(there('migrate'));
    await expectOk(here('nightly'));
    for (const where of [here, there]) {
      await expectOk(where('check'));
      const { out } = await expectOk(where('status', '--json'));
      expect(JSON.parse(out)).toMatchObject({ daysCounted: 4, events: 48, daysWaiting: 0, lastRunFailed: null });
    }
    await expectOk(here('verify'));
    const question = ['query', '--by', 'asn', '--last', '7d', '--provisional', '--format', 'json'];
    expect((await there(...question)).out).toBe((await here(...question)).out);

    // The next night: late events, and nothing is left over in either folder.
    writeFileSync(join(home, 'late.jsonl'), eventLines(6));
    await expectOk(here('load', 'late.jsonl'));
    const next = await expectOk(here('nightly'));
    expect(next.said).toContain('counted 6 days');
    await expectOk(here('verify'));
    await expectOk(here('prune'));
    expect(readdirSync(folders.here)).toEqual([]);
    expect(readdirSync(folders.there)).toEqual(['receipt.json']);
    expect(
      Object.keys((JSON.parse(readFileSync(join(folders.there, 'receipt.json'), 'utf8')) as { held: object }).held)
    ).toHaveLength(6);
    const [first, second] = [await openPostgres(statsdb), await openPostgres(receiver)];
    atEnd(() => Promise.all([first.close(), second.close()]));
    expect(await told(second)).toEqual(await told(first));
  }, 300_000);
});
