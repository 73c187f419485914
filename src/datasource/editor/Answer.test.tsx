import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { type EditorSource, type Preview, type StatsQuery } from '../query';
import { Answer } from './Answer';
import { queryWith, sourceWith } from './testing/editing';

async function open(query: StatsQuery, source: Partial<EditorSource> = {}) {
  const datasource = sourceWith(source);
  const preview: Preview = await datasource.preview(query, undefined);
  const user = userEvent.setup({ delay: null });
  // jsdom has a clipboard of user-event's, but is no secure context.
  Object.defineProperty(window, 'isSecureContext', { configurable: true, value: true });
  render(<Answer query={query} preview={preview} source={datasource} />);
  expect(screen.queryByText('SQL')).not.toBeInTheDocument();
  await user.click(screen.getByRole('button', { name: 'How it is answered' }));
  return { user, preview };
}

const malware = queryWith({ by: ['taxonomy'], where: [{ dimension: 'asn', operator: 'in', values: ['64496'] }] });

test('says from where, how exactly, and why not from the others', async () => {
  const { user } = await open({ ...malware, top: 3 });

  expect(screen.getByText('Answered from').nextElementSibling).toHaveTextContent('asn × taxonomy');
  expect(screen.getByText('Exactness').nextElementSibling).toHaveTextContent('exact');
  expect(screen.getByText('“Remaining”').nextElementSibling).toHaveTextContent(/^at most: .*adds up addresses/);
  await user.click(screen.getByText(/Why not from the others/));
  expect(screen.getByText(/^asn × taxonomy × type: addresses would be added up over Type/)).toBeVisible();
  expect(screen.getByText(/^the whole: it is not split by Taxonomy, ASN/)).toBeVisible();
});

test('has the SQL to read, to copy, and to go on with in Explore', async () => {
  const { user, preview } = await open(malware);
  const sql = preview.kind === 'answer' ? preview.sql : '';

  expect(screen.getByRole('region', { name: 'SQL' }).textContent).toBe(sql);
  expect(screen.getByRole('link', { name: 'Open as SQL in Explore' })).toHaveAttribute('href', '/explore?panes=sql');
  await user.click(screen.getByRole('button', { name: 'Copy SQL' }));
  expect(await screen.findByText('Copied')).toBeInTheDocument();
  expect(await navigator.clipboard.readText()).toBe(sql);
});

test('has the saved query as JSON', async () => {
  const { user } = await open(malware);

  expect(JSON.parse(screen.getByRole('region', { name: 'Saved query' }).textContent)).toEqual(malware);
  await user.click(screen.getByRole('button', { name: 'Copy query' }));
  expect(JSON.parse(await navigator.clipboard.readText())).toEqual(malware);
});

test('a query that cannot be asked has no SQL, but can be read', async () => {
  await open(queryWith({ top: 3 }));

  expect(screen.getByText('The question cannot be asked yet.')).toBeInTheDocument();
  expect(screen.queryByRole('region', { name: 'SQL' })).not.toBeInTheDocument();
  expect(screen.getByRole('region', { name: 'Saved query' })).toHaveTextContent('"top": 3');
});

test('says whose days these are, and how far they are complete', async () => {
  await open(malware);

  expect(
    await screen.findByText(
      'Days are days of the zone Europe/Vienna. The last closed day is 2026-01-28. Everything is counted until 2026-01-30.'
    )
  ).toBeInTheDocument();
});

test('says so when that is not known', async () => {
  await open(malware, { portal: () => Promise.reject(new Error('permission denied')) });

  expect(await screen.findByText('How fresh the numbers are is not known: permission denied')).toBeInTheDocument();
});
