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

test('what only presence answers cannot be chosen where none is kept, and says why', async () => {
  const portal = { zone: 'UTC', closedUntil: null, completeUntil: null, hosts: null, missingDays: [] };
  const source = sourceWith({ portal: () => Promise.resolve(portal) });
  const { user, changes } = edit(queryWith(), (clause) => <Measure {...clause} source={source} />);

  await user.click(screen.getByRole('combobox', { name: 'Count' }));
  expect(await optionOf(measures.new.label)).toHaveTextContent('Presence is not kept here: hosts.addresses');
  await user.click(await optionOf(measures.new.label));

  expect(changes).toEqual([]);
});

test('may be a switch of the dashboard', async () => {
  const { user, query } = edit(queryWith(), (clause) => <Measure {...clause} source={sourceWith()} />);

  await choose(user, 'Count', '$measure');

  expect(query().measure).toBe('$measure');
  expect(screen.getByRole('combobox', { name: 'Count' })).toHaveDisplayValue('$measure');
});
