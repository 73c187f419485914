import { screen } from '@testing-library/react';
import { Expected } from './Expected';
import { inWords } from './inWords';
import { faultsOf, reasonsOf } from './obstacles';
import { choose, edit, faultsOfDataSource, queryWith } from './testing/editing';

test('what is expected can be shown where it can be told, and says why not elsewhere', async () => {
  const { user, query } = edit(queryWith(), (clause) => (
    <Expected {...clause} faults={faultsOf(clause.query).expected} reason={reasonsOf(clause.query).expected} />
  ));
  expect(screen.getByRole('combobox', { name: 'Expected' })).toHaveDisplayValue('Not shown');

  await choose(user, 'Expected', 'Shown');
  expect(query()).toEqual(queryWith({ expected: true }));
  expect(inWords(query())).toMatch(/with what is expected$/);
  expect(faultsOfDataSource(query())).toEqual([]);

  expect(reasonsOf(queryWith({ by: ['asn'] })).expected).toMatch(/a top of 5 at most/);
  expect(reasonsOf(queryWith({ by: ['asn'], top: 5 })).expected).toBeNull();
});
