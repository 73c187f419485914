import { screen } from '@testing-library/react';
import { dimensions } from '@stats-portal/catalog';
import { GroupBy } from './GroupBy';
import { choose, edit, optionOf, queryWith, sourceWith } from './testing/editing';

const show = (start = queryWith(), faults: string[] = []) =>
  edit(start, (clause) => <GroupBy {...clause} source={sourceWith()} faults={faults} />);

test('takes any number of dimensions, in order', async () => {
  const { user, query } = show();

  await choose(user, 'Group by', 'ASN');
  await choose(user, 'Group by', 'Taxonomy');
  await choose(user, 'Group by', 'Feed provider');

  expect(query().by).toEqual(['asn', 'taxonomy', 'provider']);
  expect(screen.getAllByRole('listitem').map((pill) => pill.textContent)).toEqual(['ASN', 'Taxonomy', 'Feed provider']);
});

test('has the catalog’s dimensions under headings, and says what each is', async () => {
  const { user } = show();

  await user.click(screen.getByRole('combobox', { name: 'Group by' }));

  expect(await optionOf('ASN')).toHaveTextContent(dimensions.asn.description);
  expect(screen.getAllByRole('option')).toHaveLength(Object.keys(dimensions).length + 3);
  expect(screen.getAllByTestId('combobox-option-group').map((heading) => heading.textContent)).toEqual(
    expect.arrayContaining([
      'Classification',
      'Protocol',
      'Feed',
      'Reported address',
      'Classification as reported',
      'Template variables',
    ])
  );
});

test('does not offer what is chosen already, and says why', async () => {
  const { user, query } = show(queryWith({ by: ['asn'] }));

  await user.click(screen.getByRole('combobox', { name: 'Group by' }));
  const chosen = await optionOf('ASN');
  expect(chosen).toHaveTextContent('It is chosen already.');
  await user.keyboard('ASN{Enter}');

  expect(query().by).toEqual(['asn']);
});

test('gives one back', async () => {
  const { user, query } = show(queryWith({ by: ['asn', 'taxonomy', 'type'] }));

  await user.click(screen.getByRole('button', { name: 'Remove Taxonomy' }));

  expect(query().by).toEqual(['asn', 'type']);
  expect(screen.getByRole('combobox', { name: 'Group by' })).toHaveFocus();
});

test('may be a switch of the dashboard', async () => {
  const { user, query } = show();

  await choose(user, 'Group by', '$group');

  expect(query().by).toEqual(['$group']);
  expect(screen.getByRole('listitem')).toHaveTextContent('$group');
});

test('shows its faults', () => {
  show(queryWith({ shape: 'trend' }), ['Trend needs something to group by.']);

  expect(screen.getByRole('alert')).toHaveTextContent('Trend needs something to group by.');
});
