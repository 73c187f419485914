import { render, screen } from '@testing-library/react';
import Home from './Home';

test('says what the app is and where its dashboards come from', () => {
  render(<Home />);

  expect(screen.getByRole('heading', { name: 'Statistics of incident events' })).toBeInTheDocument();
  expect(screen.getByText(/dashboards that show them are provisioned/)).toBeInTheDocument();
});
