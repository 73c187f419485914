import { screen } from '@testing-library/react';
import { type StatsQuery } from '../query';
import { Compare } from './Compare';
import { reasonsOf } from './obstacles';
import { choose, edit, queryWith } from './testing/editing';

const show = (start: StatsQuery, faults: string[] = []) =>
  edit(start, (clause) => <Compare {...clause} faults={faults} reason={reasonsOf(clause.query).compare} />);

test.each([
  ['The days before', 'previous'],
  ['The year before', 'last-year'],
] as const)('with %s, and with nothing again', async (label, compare) => {
  const { user, query } = show(queryWith());

  await choose(user, 'Compare with', label);
  expect(query()).toEqual(queryWith({ compare }));
  expect(screen.getByRole('combobox', { name: 'Compare with' })).toHaveDisplayValue(label);

  await choose(user, 'Compare with', 'Nothing');
  expect(query()).toEqual(queryWith());
});

test('a trend compares weeks itself', () => {
  show(queryWith({ shape: 'trend', by: ['asn'] }));

  expect(screen.getByRole('combobox', { name: 'Compare with' })).toBeDisabled();
  expect(screen.getByTitle('A trend is made of weeks, and compares them itself.')).toBeInTheDocument();
});

test('a saved comparison of a trend is a fault that can be taken off', async () => {
  const { user, query } = show(queryWith({ shape: 'trend', by: ['asn'], compare: 'previous' }), ['Not in a trend.']);
  expect(screen.getByRole('alert')).toHaveTextContent('Not in a trend.');

  await choose(user, 'Compare with', 'Nothing');

  expect(query().compare).toBe('none');
});
