import { useState } from 'react';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { AnnotationEditor } from './AnnotationEditor.tsx';
import { pretendLayout } from './editor/testing/browser.ts';
import { choose, sourceWith } from './editor/testing/editing.tsx';
import { type StatsQuery } from './query.ts';

beforeAll(pretendLayout);

test('kinds are chosen and taken back, and a question can stand in their place', async () => {
  const changes: StatsQuery[] = [];
  const Editing = () => {
    const [query, setQuery] = useState({ refId: 'Anno', queryType: 'annotations' } as unknown as StatsQuery);
    const change = (changed: StatsQuery): void => {
      changes.push(changed);
      setQuery(changed);
    };
    return <AnnotationEditor query={query} datasource={sourceWith()} onChange={change} onRunQuery={() => undefined} />;
  };
  render(<Editing />);
  const user = userEvent.setup();
  await choose(user, 'Kinds', 'Feed missing');
  expect(changes.at(-1)).toMatchObject({ queryType: 'annotations', kinds: ['feed missing'] });
  await user.click(screen.getByRole('button', { name: 'Remove Feed missing' }));
  expect(changes.at(-1)).toMatchObject({ kinds: [] });
  await user.click(screen.getByRole('radio', { name: 'Marks from a question' }));
  expect(changes.at(-1)).toMatchObject({ version: 1, measure: 'events' });
  expect(changes.at(-1)).not.toHaveProperty('kinds');
});
