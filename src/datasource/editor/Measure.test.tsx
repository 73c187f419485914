import { screen } from '@testing-library/react';
import { measures } from '@stats-portal/catalog';
import { Measure } from './Measure';
import { choose, edit, optionOf, queryWith, sourceWith } from './testing/editing';

test('counts addresses unless told otherwise', async () => {
  const { user, query } = edit(queryWith(), (clause) => <Measure {...clause} source={sourceWith()} />);
  expect(screen.getByRole('combobox', { name: 'Count' })).toHaveDisplayValue(measures.ips.label);

  await choose(user, 'Count', measures.events.label);

  expect(query()).toEqual(queryWith({ measure: 'events' }));
  expect(screen.getByRole('combobox', { name: 'Count' })).toHaveDisplayValue(measures.events.label);
});

test('says what each measure is', async () => {
  const { user } = edit(queryWith(), (clause) => <Measure {...clause} source={sourceWith()} />);

  await user.click(screen.getByRole('combobox', { name: 'Count' }));

  expect(await optionOf(measures.ips.label)).toHaveTextContent(measures.ips.description);
});

test('may be a switch of the dashboard', async () => {
  const { user, query } = edit(queryWith(), (clause) => <Measure {...clause} source={sourceWith()} />);

  await choose(user, 'Count', '$measure');

  expect(query().measure).toBe('$measure');
  expect(screen.getByRole('combobox', { name: 'Count' })).toHaveDisplayValue('$measure');
});
