import { screen } from '@testing-library/react';
import { type StatsQuery } from '../query';
import { reasonsOf } from './obstacles';
import { Top } from './Top';
import { edit, queryWith } from './testing/editing';

const show = (start: StatsQuery, faults: string[] = []) =>
  edit(start, (clause) => <Top {...clause} faults={faults} reason={reasonsOf(clause.query).remaining} />);

const field = () => screen.getByRole('spinbutton', { name: 'Top' });
const remaining = () => screen.getByRole('switch', { name: 'Remaining' });

test('the largest, with the remaining together, or without', async () => {
  const { user, query } = show(queryWith({ by: ['asn'] }));
  expect(remaining()).toBeDisabled();
  expect(screen.getByTitle('Needs a top number.')).toBeInTheDocument();

  await user.type(field(), '10{Enter}');
  expect(query()).toEqual(queryWith({ by: ['asn'], top: 10 }));
  expect(remaining()).toBeChecked();

  await user.click(remaining());
  expect(query()).toEqual(queryWith({ by: ['asn'], top: 10, remaining: false }));
  expect(remaining()).not.toBeChecked();
});

test('needs something to group by', () => {
  show(queryWith());

  expect(field()).toBeDisabled();
  expect(screen.getByTitle('Needs something to group by.')).toBeInTheDocument();
});

test('a saved number without a group can be taken off', async () => {
  const { user, query } = show(queryWith({ top: 5 }), ['Needs something to group by.']);
  expect(screen.getByRole('alert')).toHaveTextContent('Needs something to group by.');

  await user.clear(field());
  await user.tab();

  expect(query().top).toBeNull();
});

test('a trend has no remaining', () => {
  show(queryWith({ shape: 'trend', by: ['asn'], top: 10 }));

  expect(remaining()).toBeDisabled();
  expect(screen.getByTitle('A trend has no remaining groups.')).toBeInTheDocument();
});
