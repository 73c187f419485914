import { screen } from '@testing-library/react';
import { type StatsQuery } from '../query';
import { MovingMedian } from './MovingMedian';
import { reasonsOf } from './obstacles';
import { edit, queryWith } from './testing/editing';

const show = (start: StatsQuery, faults: string[] = []) =>
  edit(start, (clause) => <MovingMedian {...clause} faults={faults} reason={reasonsOf(clause.query).movingMedian} />);

const field = () => screen.getByRole('spinbutton', { name: 'Median over' });

test('over so many days, or off', async () => {
  const { user, query } = show(queryWith());

  await user.type(field(), '7{Enter}');
  expect(query()).toEqual(queryWith({ movingMedian: 7 }));

  await user.clear(field());
  await user.keyboard('{Enter}');
  expect(query()).toEqual(queryWith());
});

test.each([
  ['Needs “Per: Day” or “Automatic”.', queryWith({ grain: 'week' })],
  ['A ranking has one number for the whole range.', queryWith({ shape: 'ranking', by: ['asn'] })],
  ['A trend is made of weeks, and compares them itself.', queryWith({ shape: 'trend', by: ['asn'] })],
])('says why there is none: %s', (reason, start) => {
  show(start);

  expect(field()).toBeDisabled();
  expect(screen.getByTitle(reason)).toBeInTheDocument();
});

test('a saved one that is not possible can be taken off', async () => {
  const { user, query } = show(queryWith({ grain: 'week', movingMedian: 7 }), ['Needs “Per: Day” or “Automatic”.']);
  expect(screen.getByRole('alert')).toHaveTextContent('Needs “Per: Day” or “Automatic”.');

  await user.clear(field());
  await user.tab();

  expect(query().movingMedian).toBeNull();
});
