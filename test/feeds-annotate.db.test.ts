import { Writable } from 'node:stream';
import pino from 'pino';
import {
  annotateCommand,
  annotationsListCommand,
  annotationsRemoveCommand,
  type AnnotateArguments,
} from '../aggregator/src/commands/annotate.ts';
import { feedsCommand } from '../aggregator/src/commands/feeds.ts';
import { connect } from '../aggregator/src/database/connect.ts';
import type { Program } from '../aggregator/src/program.ts';
import { describePostgres, postgresUrl } from './environment/index.ts';
import { setUp, testSettings } from './portal.ts';

describePostgres('Annotations by hand', () => {
  let program: Program;
  let output = '';

  beforeAll(async () => {
    const url = await postgresUrl();
    const settings = await testSettings({ STATS_PORTAL_STATSDB_URL: url });
    const statsdb = await connect(url);
    await setUp(statsdb, settings);
    await statsdb.close();
    const into = new Writable({
      write(some: Buffer, _, done) {
        output += String(some);
        done();
      },
    });
    program = {
      settings,
      log: pino({ enabled: false }),
      output: into,
      isTerminal: false,
      now: new Date('2026-02-10T04:00:00Z'),
    };
  });
  beforeEach(() => (output = ''));

  const listed = async (from?: string): Promise<unknown> => {
    output = '';
    await annotationsListCommand(program, { json: true, ...(from === undefined ? {} : { from }) });
    return JSON.parse(output);
  };

  test('are kept with what they are about, and can be taken away again', async () => {
    await annotateCommand(program, `sinkhole "moved" \\ $1`, { from: '2026-01-30', to: '2026-02-01', feed: 'Größe' });
    const id = output.trim();
    await annotateCommand(program, 'holiday', { from: '2026-01-01' });
    expect(await listed()).toMatchObject([
      { kind: 'manual', day: '2026-01-01', last_day: '2026-01-01', feed: null, text: 'holiday' },
      { day: '2026-01-30', last_day: '2026-02-01', feed: 'Größe', text: `sinkhole "moved" \\ $1` },
    ]);
    expect(await listed('2026-02-01')).toHaveLength(1);
    await annotationsRemoveCommand(program, id);
    expect(await listed()).toHaveLength(1);
    await expect(annotationsRemoveCommand(program, id)).rejects.toMatchObject({ exitCode: 2 });
    output = '';
    await feedsCommand(program, {});
    expect(output).toContain('no feeds yet');
  });

  test.each<[string, AnnotateArguments]>([
    ['text', {}],
    ['text', { from: '2026-02-30' }],
    ['text', { from: '2026-02-02', to: '2026-02-01' }],
    [' ', { from: '2026-02-02' }],
    ['x'.repeat(501), { from: '2026-02-02' }],
  ])('refuse %.20j with %j', async (text, options) => {
    await expect(annotateCommand(program, text, options)).rejects.toMatchObject({ exitCode: 2 });
  });
});
