import { screen } from '@testing-library/react';
import { type StatsQuery } from '../query';
import { reasonsOf } from './obstacles';
import { ProvisionalDays } from './ProvisionalDays';
import { choose, edit, queryWith } from './testing/editing';

const show = (start: StatsQuery) =>
  edit(start, (clause) => <ProvisionalDays {...clause} reason={reasonsOf(clause.query).closed} />);

const list = () => screen.getByRole('combobox', { name: 'Provisional days' });

test.each([
  ['Left out', true],
  ['Included', false],
])('%s, and as usual again', async (label, closed) => {
  const { user, query } = show(queryWith());
  expect(list()).toHaveDisplayValue('As usual');

  await choose(user, 'Provisional days', label);
  expect(query()).toEqual(queryWith({ closed }));
  expect(list()).toHaveDisplayValue(label);

  await choose(user, 'Provisional days', 'As usual');
  expect(query()).toEqual(queryWith());
});

test('a trend has closed days only', () => {
  show(queryWith({ shape: 'trend', by: ['asn'] }));

  expect(list()).toBeDisabled();
  expect(screen.getByTitle('A trend has closed days only.')).toBeInTheDocument();
});
