import { screen } from '@testing-library/react';
import { savedGrains, type StatsQuery } from '../query';
import { Grain } from './Grain';
import { reasonsOf } from './obstacles';
import { choose, edit, optionOf, queryWith } from './testing/editing';
import { words } from './words';

const show = (start: StatsQuery, faults: string[] = []) =>
  edit(start, (clause) => <Grain {...clause} faults={faults} reason={reasonsOf(clause.query).grain} />);

const list = () => screen.getByRole('combobox', { name: 'Per' });

test.each(savedGrains.filter((grain) => grain !== 'auto'))('automatic becomes %s', async (grain) => {
  const { user, query } = show(queryWith({ shape: 'table' }));
  expect(list()).toHaveDisplayValue('Automatic');

  await choose(user, 'Per', words.grain.choices[grain].label);

  expect(query()).toEqual(queryWith({ shape: 'table', grain }));
});

test('a time series has one, and the list says so', async () => {
  const { user, changes } = show(queryWith({ grain: 'day' }));

  await user.click(list());
  expect(await optionOf('Whole range')).toHaveTextContent('A time series is split by time.');
  await user.keyboard('Whole{Enter}');

  expect(changes).toEqual([]);
  expect(list()).toHaveDisplayValue('Day');
});

test('a ranking has none, and the label says so', () => {
  show(queryWith({ shape: 'ranking', by: ['asn'] }));

  expect(list()).toBeDisabled();
  expect(screen.getByTitle('A ranking has one number for the whole range.')).toBeInTheDocument();
});

test('what a ranking cannot have can be taken off', async () => {
  const { user, query } = show(queryWith({ shape: 'ranking', by: ['asn'], grain: 'week' }), ['Not in a ranking.']);
  expect(screen.getByRole('alert')).toHaveTextContent('Not in a ranking.');

  await choose(user, 'Per', 'Automatic');

  expect(query().grain).toBe('auto');
});
