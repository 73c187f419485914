import { type Filter } from '@stats-portal/query';
import { suggestions } from './suggestions';
import { sourceWith } from './testing/editing';

const filter: Filter = { dimension: 'taxonomy', operator: 'in', values: [] };
const others: Filter[] = [{ dimension: 'asn', operator: 'in', values: ['64496'] }];

test('by popularity, then variables', async () => {
  const options = await suggestions(sourceWith(), filter, [], '');

  expect(options.map(({ value }) => value)).toEqual([
    'vulnerable',
    'malicious-code',
    '(none)',
    'fraud',
    '$asn',
    '$group',
    '$measure',
  ]);
  expect(options[0]).toMatchObject({ description: '41,234 events' });
});

test('asks for what is typed, narrowed down by the other filters', async () => {
  const getValues = jest.fn(() => Promise.resolve([{ value: 'vulnerable', events: 1 }]));

  const options = await suggestions(sourceWith({ getValues }), filter, others, ' vul ');

  expect(getValues).toHaveBeenCalledWith('taxonomy', 'vul', others);
  expect(options.map(({ value }) => value)).toEqual(['vulnerable']);
});

test('what is typed in full is marked first', async () => {
  const getValues = () => Promise.resolve(['dns-open', 'dns'].map((value, rank) => ({ value, events: 9 - rank })));

  const options = await suggestions(sourceWith({ getValues }), filter, [], 'dns');

  expect(options.map(({ value }) => value)).toEqual(['dns', 'dns-open']);
});

test('a dollar sign asks for variables only', async () => {
  const getValues = jest.fn();

  const options = await suggestions(sourceWith({ getValues }), filter, [], '$a');

  expect(getValues).not.toHaveBeenCalled();
  expect(options.map(({ value }) => value)).toEqual(['$asn']);
});

test('what is chosen already cannot be chosen again', async () => {
  const options = await suggestions(sourceWith(), { ...filter, values: ['fraud'] }, [], 'fraud');

  expect(options).toEqual([{ value: 'fraud', label: 'fraud', description: 'It is chosen already.', infoOption: true }]);
});

test('the empty value is offered where it can be a value', async () => {
  const values = (options: Array<{ value: string }>): string[] => options.map(({ value }) => value);

  expect(values(await suggestions(sourceWith(), { ...filter, operator: 'not in' }, [], ''))).toContain('(none)');
  expect(values(await suggestions(sourceWith(), { ...filter, operator: 'contains' }, [], ''))).not.toContain('(none)');
});

test('without an answer from the database one can still type, and use variables', async () => {
  const options = await suggestions(
    sourceWith({ getValues: () => Promise.reject(new Error('timeout')) }),
    filter,
    [],
    ''
  );

  expect(options[0]).toEqual({
    value: '',
    label: 'Values cannot be listed now, but can be typed.',
    infoOption: true,
  });
  expect(options.slice(1).map(({ value }) => value)).toEqual(['$asn', '$group', '$measure']);
});
