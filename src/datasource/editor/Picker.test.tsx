import { type ReactElement, useState } from 'react';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Picker } from './Picker';
import { pretendLayout } from './testing/browser';

const chosen = jest.fn();
const options = [
  { value: 'one', label: 'One' },
  { value: 'two', label: 'Two', description: 'Not here.', infoOption: true },
  { value: 'three', label: 'Three' },
];

function List({ start, freeEntry }: { start: string | null; freeEntry?: string }): ReactElement {
  const [value, setValue] = useState(start);
  return (
    <>
      <label htmlFor="list">List</label>
      <Picker
        id="list"
        width={20}
        value={value}
        options={options}
        freeEntry={freeEntry}
        onChange={(next) => {
          chosen(next);
          setValue(start === null ? null : next);
        }}
      />
    </>
  );
}

beforeAll(pretendLayout);
beforeEach(() => chosen.mockClear());

test('an option with a reason against it cannot be chosen, by the keyboard either', async () => {
  const user = userEvent.setup({ delay: null });
  render(<List start="one" />);
  const list = () => screen.getByRole('combobox', { name: 'List' });

  await user.click(list());
  await user.keyboard('two{Enter}');

  expect(chosen).not.toHaveBeenCalled();
  expect(list()).toHaveDisplayValue('One');
  expect(list()).toHaveFocus();
});

test('shows what is chosen; where nothing stays chosen, starts empty again', async () => {
  const user = userEvent.setup({ delay: null });
  const { unmount } = render(<List start="one" />);
  await user.type(screen.getByRole('combobox'), 'three{Enter}');
  expect(screen.getByRole('combobox')).toHaveDisplayValue('Three');
  unmount();

  render(<List start={null} />);
  await user.type(screen.getByRole('combobox'), 'three{Enter}');
  expect(screen.getByRole('combobox')).toHaveDisplayValue('');
  expect(chosen.mock.calls).toEqual([['three'], ['three']]);
});

test('Enter takes what is found, whatever was chosen before', async () => {
  const user = userEvent.setup({ delay: null });
  render(<List start="three" />);

  await user.type(screen.getByRole('combobox'), 'on{Enter}');
  expect(screen.getByRole('combobox')).toHaveDisplayValue('One');

  await user.type(screen.getByRole('combobox'), 'nothing like it{Enter}');
  expect(screen.getByRole('combobox')).toHaveDisplayValue('One');
  expect(chosen.mock.calls).toEqual([['one']]);
});

test('Enter takes the option of the typed name, though the list still marks another', async () => {
  const user = userEvent.setup({ delay: null });
  render(<List start="three" />);

  await user.type(screen.getByRole('combobox'), 'one');
  // As right after a key, when the list has not yet looked for the typed text.
  const list = document.getElementById(screen.getByRole('combobox').getAttribute('aria-controls')!)!;
  list.insertAdjacentHTML(
    'beforeend',
    '<div role="option" aria-selected="true" id="combobox-option-three">Three</div>'
  );
  await user.keyboard('{Enter}');

  expect(chosen.mock.calls).toEqual([['one']]);
});

test('with free entry Enter takes what was typed, unless the arrows went to an option', async () => {
  const user = userEvent.setup({ delay: null });
  render(<List start={null} freeEntry="Use it" />);

  await user.type(screen.getByRole('combobox'), 'thre{Enter}');
  await user.type(screen.getByRole('combobox'), 'thre{ArrowDown}{Enter}');
  await user.type(screen.getByRole('combobox'), 'three{Enter}');

  expect(chosen.mock.calls).toEqual([['thre'], ['three'], ['three']]);
});

test('a screen reader is told which option is marked', async () => {
  const user = userEvent.setup({ delay: null });
  render(<List start="one" />);

  await user.click(screen.getByRole('combobox'));
  await user.keyboard('{ArrowDown}');

  const marked = document.getElementById(screen.getByRole('combobox').getAttribute('aria-activedescendant')!);
  expect(marked).toBe(screen.getByRole('option', { selected: true }));
});
