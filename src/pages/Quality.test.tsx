import { render, screen } from '@testing-library/react';
import { withStatistics } from './portal.fixture';
import Quality from './Quality';

test('shows days, feeds, late events and versions, each with its own answer', async () => {
  withStatistics((sql) => (sql.includes('calendar') ? [{ Day: '2026-01-31', State: 'missing' }] : []));
  render(<Quality />);
  expect(await screen.findByRole('cell', { name: 'missing' })).toBeInTheDocument();
  for (const title of ['Versions', 'Days', 'Feeds', 'Late events']) {
    expect(screen.getByRole('heading', { name: title })).toBeInTheDocument();
  }
  expect(await screen.findByText('No run found any.')).toBeInTheDocument();
});
