import { toWords } from './log.ts';

test('log lines become words, other lines stay', () => {
  expect(
    toWords(
      [
        'Warning: Permanently added a key.',
        '{"level":"info","msg":"two bundles"}',
        '{"level":"error","msg":"It is refused.","advice":"Send it again.","exitCode":65}',
        '7',
        '{"broken',
      ].join('\n')
    )
  ).toBe('Warning: Permanently added a key.\ntwo bundles\nIt is refused.\nSend it again.\n7\n{"broken');
});
