import { screen } from '@testing-library/react';
import { ShapeSwitch } from './ShapeSwitch';
import { edit, queryWith, tabTo } from './testing/editing';

const show = (start = queryWith()) => edit(start, (clause) => <ShapeSwitch {...clause} />);

test('shows the shape, and takes another', async () => {
  const { user, query } = show();
  expect(screen.getByRole('radio', { name: 'Time series' })).toBeChecked();

  await user.click(screen.getByRole('radio', { name: 'Table' }));

  expect(query().shape).toBe('table');
  expect(screen.getByRole('radio', { name: 'Table' })).toBeChecked();
});

test.each(['Ranking', 'Trend'])('%s waits for a group, and says so', async (name) => {
  const { user, changes } = show();
  expect(screen.getByRole('radio', { name })).toBeDisabled();
  // Grafana 12 has it as a title, Grafana 13 as a tooltip.
  await user.hover(screen.getByRole('radio', { name }));
  const { title } = screen.getByText(name);
  expect(title || (await screen.findByRole('tooltip')).textContent).toBe('Needs something to group by.');

  await user.click(screen.getByRole('radio', { name }));

  expect(changes).toEqual([]);
});

test('takes off what the shape cannot have', async () => {
  const { user, query } = show(queryWith({ by: ['asn'], grain: 'day', movingMedian: 7, compare: 'previous' }));

  await user.click(screen.getByRole('radio', { name: 'Trend' }));

  expect(query()).toEqual(queryWith({ by: ['asn'], shape: 'trend' }));
});

test('is moved by the arrow keys', async () => {
  const { user, query } = show();

  await tabTo(user, () => screen.getByRole('radio', { name: 'Time series' }));
  await user.keyboard('{ArrowRight}');

  expect(query().shape).toBe('table');
});
