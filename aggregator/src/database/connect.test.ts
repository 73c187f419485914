import { inspect } from 'node:util';
import { connect } from './connect.ts';

test.each(['', 'embedded:', 'mysql://me:geheim@host/db', 'me:geheim@host/db', 'postgres:/me:geheim@host', '/folder'])(
  'The address %p has none of the accepted forms',
  async (url) => {
    await expect(connect(url)).rejects.toMatchObject({
      exitCode: 2,
      advice: 'Write postgres://USER@HOST:5432/DATABASE, postgresql://…, or embedded:FOLDER.',
    });
  }
);

test.each(['postgres://me:geheim@host:port/db', 'postgres://me:geheim@[host/db', 'postgres://me:geheim/x@h/db'])(
  'The address %p cannot be read, and nothing of it is repeated',
  async (url) => {
    const error: unknown = await connect(url).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ exitCode: 2, advice: expect.stringContaining('%2F') as string });
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('geheim');
  }
);
