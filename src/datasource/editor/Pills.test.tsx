import { type ReactElement, useState } from 'react';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Pills } from './Pills';
import { pretendLayout } from './testing/browser';

function List({ start, freeEntry }: { start: string[]; freeEntry?: string }): ReactElement {
  const [values, setValues] = useState(start);
  return (
    <>
      <label htmlFor="list">List</label>
      <Pills
        id="list"
        pills={values.map((label) => ({ label }))}
        options={['one', 'two', 'three'].map((value) => ({ value }))}
        placeholder="Add"
        width={20}
        freeEntry={freeEntry}
        onAdd={(value) => setValues([...values, value])}
        onRemove={(position) => setValues(values.filter((_, index) => index !== position))}
      />
    </>
  );
}

const shown = () => screen.queryAllByRole('listitem').map((pill) => pill.textContent);

beforeAll(pretendLayout);

test('by keyboard alone: type, Enter, and the next', async () => {
  const user = userEvent.setup({ delay: null });
  render(<List start={[]} />);

  await user.tab();
  await user.keyboard('two{Enter}');
  await user.keyboard('thr{Enter}');

  expect(shown()).toEqual(['two', 'three']);
  expect(screen.getByRole('combobox', { name: 'List' })).toHaveFocus();
  expect(screen.getByRole('combobox', { name: 'List' })).toHaveDisplayValue('');
});

test('Backspace takes the last one back, but not while something is typed', async () => {
  const user = userEvent.setup({ delay: null });
  render(<List start={['one', 'two']} />);

  await user.click(screen.getByRole('combobox', { name: 'List' }));
  await user.keyboard('x{Backspace}');
  expect(shown()).toEqual(['one', 'two']);

  await user.keyboard('{Backspace}');
  expect(shown()).toEqual(['one']);
});

test('a text that is not in the list: only where there is free entry', async () => {
  const user = userEvent.setup({ delay: null });
  const { unmount } = render(<List start={[]} />);
  await user.type(screen.getByRole('combobox', { name: 'List' }), 'five{Enter}');
  expect(shown()).toEqual([]);
  unmount();

  render(<List start={[]} freeEntry="Use it" />);
  await user.type(screen.getByRole('combobox', { name: 'List' }), 'five{Enter}');
  expect(shown()).toEqual(['five']);
});

test('shows all there is, however many', () => {
  const many = Array.from({ length: 40 }, (_, index) => `value ${index}`);
  render(<List start={many} />);

  expect(shown()).toEqual(many);
});
