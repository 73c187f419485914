import { useState } from 'react';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { pretendLayout } from './editor/testing/browser.ts';
import { choose, sourceWith } from './editor/testing/editing.tsx';
import { VariableEditor } from './VariableEditor.tsx';
import { defaultVariableQuery, type StatsVariableQuery } from './variableQuery.ts';

beforeAll(pretendLayout);

function show(saved: unknown) {
  const changes: StatsVariableQuery[] = [];
  const Editing = () => {
    const [query, setQuery] = useState(saved as StatsVariableQuery);
    const change = (changed: StatsVariableQuery): void => {
      changes.push(changed);
      setQuery(changed);
    };
    return <VariableEditor query={query} datasource={sourceWith()} onChange={change} />;
  };
  render(<Editing />);
  return { user: userEvent.setup(), last: () => changes.at(-1) };
}

test('a dimension is chosen, a text and a number are typed', async () => {
  const { user, last } = show({ refId: 'v', ...defaultVariableQuery });
  await choose(user, 'Values of', 'ASN');
  expect(last()).toMatchObject({ dimension: 'asn', search: '$__searchFilter' });
  await user.clear(screen.getByLabelText('Containing'));
  await user.type(screen.getByLabelText('Containing'), '644');
  expect(last()).toMatchObject({ dimension: 'asn', search: '644' });
  await user.clear(screen.getByLabelText('At most'));
  await user.type(screen.getByLabelText('At most'), '50');
  await user.tab();
  expect(last()).toMatchObject({ limit: 50 });
});

test('a number that cannot be is taken back', async () => {
  const { user, last } = show({ refId: 'v', ...defaultVariableQuery });
  await user.clear(screen.getByLabelText('At most'));
  await user.tab();
  expect(last()).toBeUndefined();
  expect(screen.getByLabelText('At most')).toHaveValue(1000);
});

test('a filter that cannot be says why', () => {
  const where = [{ dimension: 'asn' as const, operator: 'in' as const, values: ['none'] }];
  show({ refId: 'v', ...defaultVariableQuery, where });
  expect(screen.getByText(/"none"/)).toBeInTheDocument();
});

test('a damaged variable is shown, and only changed on request', async () => {
  const { user, last } = show({ refId: 'v', version: 5 });
  expect(screen.getByText(/version is 5/)).toBeInTheDocument();
  expect(last()).toBeUndefined();
  await user.click(screen.getByRole('button', { name: /Start anew/ }));
  expect(last()).toMatchObject({ version: 1, dimension: 'taxonomy' });
});
