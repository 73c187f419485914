import { screen, waitFor, within } from '@testing-library/react';
import { type Filter } from '@stats-portal/query';
import { type EditorSource } from '../query';
import { Filters } from './Filters';
import { faultsOf } from './obstacles';
import { choose, edit, type Editing, optionOf, queryWith, sourceWith, tabTo } from './testing/editing';

const asn: Filter = { dimension: 'asn', operator: 'in', values: ['64496'] };
const taxonomy: Filter = { dimension: 'taxonomy', operator: 'in', values: ['fraud', 'vulnerable'] };

function show(
  where: readonly Filter[] = [],
  source: Partial<EditorSource> = {}
): Editing & { where: () => readonly Filter[] } {
  const offered = sourceWith(source);
  const editing = edit(queryWith({ where }), ({ query, onChange }) => (
    <Filters
      where={query.where}
      faults={faultsOf(query).where}
      source={offered}
      onChange={(changed) => onChange({ ...query, where: changed })}
    />
  ));
  return { ...editing, where: () => editing.query().where };
}

const values = (number = 1) => screen.getByRole('combobox', { name: `Values of filter ${number}` });
const pills = () => screen.queryAllByRole('listitem').map((pill) => pill.textContent);

test('a filter is added by mouse: its dimension, then a suggested value', async () => {
  const { user, where } = show();

  await choose(user, 'Add a filter', 'Taxonomy');
  expect(where()).toEqual([{ dimension: 'taxonomy', operator: 'in', values: [] }]);
  expect(screen.getByRole('status')).toHaveTextContent(
    'Choose or type at least one value; until then nothing is asked.'
  );
  expect(values()).toHaveFocus();

  await choose(user, 'Values of filter 1', 'malicious-code');
  expect(where()).toEqual([{ dimension: 'taxonomy', operator: 'in', values: ['malicious-code'] }]);
  expect(screen.queryByRole('status')).not.toBeInTheDocument();
});

test('a filter is added by typing alone', async () => {
  const { user, where } = show();

  await tabTo(user, () => screen.getByRole('combobox', { name: 'Add a filter' }));
  await user.keyboard('ASN{Enter}');
  await user.keyboard('AS64496, 64497{Enter}');
  await user.keyboard('64498{Enter}');

  expect(where()).toEqual([{ dimension: 'asn', operator: 'in', values: ['64496', '64497', '64498'] }]);
  expect(pills()).toEqual(['64496', '64497', '64498']);
});

test('suggestions are most frequent first, searched as one types, and narrowed down by the other filters', async () => {
  const getValues = jest.fn(sourceWith().getValues);
  const { user, where } = show([asn, { ...taxonomy, values: [] }], { getValues });

  await user.click(values(2));
  await optionOf('vulnerable');
  expect(screen.getAllByRole('option').map(({ textContent }) => textContent)).toEqual([
    'vulnerable41,234 events',
    'malicious-code512 events',
    '(none)70 events',
    'fraud16 events',
    '$asn',
    '$group',
    '$measure',
  ]);
  await user.keyboard('mal');
  await waitFor(() => expect(getValues).toHaveBeenLastCalledWith('taxonomy', 'mal', [asn]));
  await user.click(await optionOf('malicious-code'));

  expect(where()[1]).toEqual({ dimension: 'taxonomy', operator: 'in', values: ['malicious-code'] });
});

test('takes a template variable', async () => {
  const { user, where } = show([{ ...asn, values: [] }]);

  await choose(user, 'Values of filter 1', '$asn');

  expect(where()).toEqual([{ ...asn, values: ['$asn'] }]);
  expect(screen.queryByRole('alert')).not.toBeInTheDocument();
});

test('takes no value twice', async () => {
  const { user, where } = show([asn]);

  await user.type(values(), '64496, 64497{Enter}');

  expect(where()).toEqual([{ ...asn, values: ['64496', '64497'] }]);
});

test('gives a value back, and waits when it was the last', async () => {
  const { user, where } = show([taxonomy]);

  await user.click(screen.getByRole('button', { name: 'Remove fraud' }));
  expect(where()).toEqual([{ ...taxonomy, values: ['vulnerable'] }]);
  await user.click(screen.getByRole('button', { name: 'Remove vulnerable' }));

  expect(where()).toEqual([{ ...taxonomy, values: [] }]);
  expect(screen.getByRole('status')).toBeInTheDocument();
});

test.each([
  ['is none of', 'not in', taxonomy.values],
  ['contains', 'contains', taxonomy.values],
  ['is (none)', 'none', []],
  ['is not (none)', 'not none', []],
] as const)('operator: %s', async (label, operator, left) => {
  const { user, where } = show([taxonomy]);

  await choose(user, 'Operator of filter 1', label);

  expect(where()).toEqual([{ dimension: 'taxonomy', operator, values: left }]);
  expect(screen.queryByRole('combobox', { name: 'Values of filter 1' }) === null).toBe(left.length === 0);
});

test('an operator that does not suit the dimension says why', async () => {
  const { user, where } = show([asn]);

  await user.click(screen.getByRole('combobox', { name: 'Operator of filter 1' }));
  expect(await optionOf('contains')).toHaveTextContent('Works on texts only.');
  expect(await optionOf('lies within')).toHaveTextContent('Works on networks only.');
  await user.keyboard('within{Enter}');

  expect(where()).toEqual([asn]);
});

test('networks have an operator of their own', async () => {
  const { user, where } = show([{ dimension: 'network', operator: 'in', values: [] }]);

  await choose(user, 'Operator of filter 1', 'lies within');
  await user.type(values(), '192.0.2.0/24 2001:db8::/32{Enter}');

  expect(where()).toEqual([{ dimension: 'network', operator: 'within', values: ['192.0.2.0/24', '2001:db8::/32'] }]);
});

test('another dimension has other values, and keeps the operator if that works on it', async () => {
  const { user, where } = show([{ ...taxonomy, operator: 'contains' }]);

  await choose(user, 'Dimension of filter 1', 'Identifier');
  expect(where()).toEqual([{ dimension: 'identifier', operator: 'contains', values: [] }]);

  await choose(user, 'Dimension of filter 1', 'ASN');
  expect(where()).toEqual([{ dimension: 'asn', operator: 'in', values: [] }]);
});

test('a filter is removed, and the others stay', async () => {
  const { user, where } = show([asn, taxonomy]);

  await user.click(screen.getByRole('button', { name: 'Remove the filter on ASN' }));

  expect(where()).toEqual([taxonomy]);
  expect(screen.getByRole('combobox', { name: 'Add a filter' })).toHaveFocus();
});

test('a fault stands with its filter', () => {
  show([taxonomy, { ...asn, values: ['many'] }]);

  expect(within(screen.getByRole('group', { name: 'Filter 2: ASN' })).getByRole('alert')).toHaveTextContent(
    'asn "many" is not a number from 0 to 4294967295'
  );
  expect(screen.getAllByRole('alert')).toHaveLength(1);
});

test('a damaged filter is shown as it is: values where there can be none', () => {
  show([{ ...taxonomy, operator: 'none' }]);

  expect(pills()).toEqual(['fraud', 'vulnerable']);
  expect(screen.getByRole('alert')).toHaveTextContent('taxonomy none takes no value');
});
