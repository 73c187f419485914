import { useState } from 'react';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { NumberField } from './NumberField';

const changed = jest.fn();

function Field({
  start,
  faults = [],
  reason = null,
}: {
  start: number | null;
  faults?: string[];
  reason?: string | null;
}) {
  const [value, setValue] = useState(start);
  return (
    <NumberField
      id="top"
      label="Top"
      tooltip="How many"
      placeholder="all"
      least={1}
      most={1000}
      value={value}
      faults={faults}
      reason={reason}
      onChange={(next) => {
        changed(next);
        setValue(next);
      }}
    />
  );
}

beforeEach(() => changed.mockClear());

test('is changed on Enter, not with each key', async () => {
  render(<Field start={null} />);

  await userEvent.type(screen.getByRole('spinbutton', { name: 'Top' }), '25');
  expect(changed).not.toHaveBeenCalled();
  await userEvent.keyboard('{Enter}');

  expect(changed.mock.calls).toEqual([[25]]);
});

test('is changed when the field is left, and only if it was', async () => {
  render(<Field start={5} />);
  const field = screen.getByRole('spinbutton', { name: 'Top' });

  await userEvent.click(field);
  await userEvent.tab();
  expect(changed).not.toHaveBeenCalled();

  await userEvent.clear(field);
  await userEvent.tab();
  expect(changed.mock.calls).toEqual([[null]]);
});

test.each(['0', '1001', '2.5', '-3'])('says what it takes, and stays, at %s', async (typed) => {
  render(<Field start={5} />);
  const field = screen.getByRole('spinbutton', { name: 'Top' });

  await userEvent.clear(field);
  await userEvent.type(field, `${typed}{Enter}`);
  expect(screen.getByRole('alert')).toHaveTextContent('a whole number from 1 to 1000');
  expect(changed).not.toHaveBeenCalled();
  expect(field).toHaveDisplayValue(typed);

  await userEvent.clear(field);
  await userEvent.type(field, '7{Enter}');
  expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  expect(changed.mock.calls).toEqual([[7]]);
});

test('shows a fault of its value', () => {
  render(<Field start={5} faults={['needs a group']} />);

  expect(screen.getByRole('alert')).toHaveTextContent('needs a group');
});

test('where there is nothing to enter, says why', () => {
  render(<Field start={null} reason="needs a group" />);

  expect(screen.getByRole('spinbutton', { name: 'Top' })).toBeDisabled();
  expect(screen.getByTitle('needs a group')).toBeInTheDocument();
});
