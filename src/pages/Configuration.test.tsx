import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import Configuration from './Configuration';
import { withStatistics } from './portal.fixture';

test('tests a data source and says what it found', async () => {
  withStatistics(() => [], { status: 'warning', message: 'No day has been counted yet.' });
  render(<Configuration />);
  await userEvent.click(screen.getByRole('button', { name: 'Test Statistics' }));
  expect(await screen.findByText('No day has been counted yet.')).toBeInTheDocument();
  expect(screen.getByText('It works, but')).toBeInTheDocument();
});

test('creates nothing before a PostgreSQL data source is chosen', () => {
  withStatistics(null);
  render(<Configuration />);
  expect(screen.getByText('There is none yet.')).toBeInTheDocument();
  expect(screen.getByRole('button', { name: 'Create and test' })).toBeDisabled();
});
