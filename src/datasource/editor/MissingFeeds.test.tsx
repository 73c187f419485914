import { screen } from '@testing-library/react';
import { faultsOfDataSource, choose, edit, queryWith } from './testing/editing';
import { inWords } from './inWords';
import { MissingFeeds } from './MissingFeeds';

test('a new question leaves gaps; they can be ignored, which the sentence says', async () => {
  const { user, query } = edit(queryWith(), (clause) => <MissingFeeds {...clause} />);
  const list = screen.getByRole('combobox', { name: 'Missing feeds' });
  expect(list).toHaveDisplayValue('Leave gaps');

  await choose(user, 'Missing feeds', 'Ignored');
  expect(query()).toEqual(queryWith({ gaps: 'ignore' }));
  expect(inWords(query())).toMatch(/missing feeds ignored$/);
  expect(faultsOfDataSource(query())).toEqual([]);

  await choose(user, 'Missing feeds', 'Leave gaps');
  expect(query()).toEqual(queryWith());
});
