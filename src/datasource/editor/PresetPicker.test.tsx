import { screen } from '@testing-library/react';
import { asPreset, presets } from '../presets';
import { PresetPicker } from './PresetPicker';
import { choose, edit, optionOf, queryWith } from './testing/editing';

const show = (start = queryWith({ top: 3 })) => edit(start, (clause) => <PresetPicker {...clause} />);
const list = () => screen.getByRole('combobox', { name: 'Start with' });

test('two clicks make a whole question, and leave alone what is Grafana’s', async () => {
  const start = { ...queryWith({ top: 3 }), refId: 'C', hide: true };
  const { user, query } = show(start);

  await choose(user, 'Start with', 'Rising ASNs');

  expect(query()).toMatchObject({ refId: 'C', hide: true, shape: 'trend', by: ['asn'], top: 10 });
});

test('offers every preset with what it answers', async () => {
  const { user } = show();

  await user.click(list());

  for (const { title, description } of presets) {
    expect(await optionOf(title)).toHaveTextContent(description);
  }
});

test.each(presets.map((preset) => [preset.title, preset] as const))('knows “%s” again', (title, preset) => {
  show(asPreset(queryWith(), preset));

  expect(list()).toHaveDisplayValue(title);
});

const waiting = asPreset(
  queryWith(),
  presets.find(({ id }) => id === 'network-events')!
);
const where = waiting.where.map((filter) => ({ ...filter, values: ['64496'] }));

test('a preset stays one when the values come that it waits for', () => {
  show({ ...waiting, where });

  expect(list()).toHaveDisplayValue('Events of one ASN per day');
});

test('a question that is no preset’s has no name', () => {
  show({ ...waiting, where, by: ['type'] });

  expect(list()).toHaveDisplayValue('');
  expect(list()).toHaveAttribute('placeholder', 'A ready-made question');
});
