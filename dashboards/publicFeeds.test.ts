import { parsePublicFeeds } from './publicFeeds.ts';

const allowed = { provider: 'Provider', feed: 'Feed', tlp: 'CLEAR', licence: 'by agreement' };

test('feeds whose provider lets everyone see them', () => {
  const feeds = [allowed, { ...allowed, feed: 'Other', tlp: 'tlp:white' }];
  expect(parsePublicFeeds({ feeds })).toEqual([
    { provider: 'Provider', feed: 'Feed', licence: 'by agreement' },
    { provider: 'Provider', feed: 'Other', licence: 'by agreement' },
  ]);
});

test.each([[undefined], [null], [[]], [{}], [{ feeds: [] }], [{ feeds: allowed }]])('no list: %j', (list) => {
  expect(() => parsePublicFeeds(list)).toThrow('has no "feeds"');
});

test('everything that is wrong is told at once', () => {
  const feeds = [
    { ...allowed, tlp: 'AMBER' },
    { ...allowed, tlp: 'GREEN', licence: ' ' },
    { ...allowed, provider: 7 },
    { ...allowed, code: 'x' },
    'Feed',
  ];
  expect(() => parsePublicFeeds({ feeds, more: 1 })).toThrow(
    [
      'The list of feeds has faults:',
      '  - "more" is not a part of the list of feeds; there are feeds',
      '  - feed 1 is TLP:AMBER; only TLP:CLEAR may be shown to everyone',
      '  - feed 2 is TLP:GREEN; only TLP:CLEAR may be shown to everyone',
      '  - feed 2 has no licence',
      '  - feed 3 has no provider',
      '  - "code" is not a part of feed 4; there are provider, feed, tlp, licence',
      '  - feed 5 is "Feed"; it has provider, feed, tlp and licence',
    ].join('\n')
  );
});
