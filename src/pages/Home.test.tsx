import { render, screen } from '@testing-library/react';
import { dashboards } from '../../dashboards/index.ts';
import { shippedDashboards } from '../names.ts';
import Home from './Home';
import { withStatistics } from './portal.fixture';

test('says how fresh the statistics are, and which feeds are silent', async () => {
  withStatistics((sql) =>
    sql.includes('days_waiting')
      ? [{ zone: 'UTC', complete_until: '2026-01-31', last_run: '2026-02-03 04:00', days_waiting: 2, undated: 0 }]
      : [{ Feed: 'Drone', 'Last delivery': '2026-01-28' }]
  );
  render(<Home />);
  expect(screen.getByRole('heading', { name: 'Statistics of incident events' })).toBeInTheDocument();
  expect(await screen.findByText('2026-01-31')).toBeInTheDocument();
  expect(screen.getByText('Days waiting').nextSibling).toHaveTextContent('2');
  expect(await screen.findByRole('cell', { name: 'Drone' })).toBeInTheDocument();
});

test('says what is wrong where the database does not answer', async () => {
  withStatistics(() => {
    throw new Error('permission denied for view freshness');
  });
  render(<Home />);
  expect((await screen.findAllByText('permission denied for view freshness')).length).toBeGreaterThan(0);
});

test('leads through the first steps where nothing is set up', () => {
  withStatistics(null);
  render(<Home />);
  expect(screen.getByText('There is no data source of the statistics yet')).toBeInTheDocument();
  expect(screen.getByRole('link', { name: 'Create the data source of the statistics' })).toHaveAttribute(
    'href',
    '/plugins/csirt-statsportal-app?page=configuration'
  );
});

test('links to every shipped dashboard', () => {
  expect(shippedDashboards.map(({ uid, title }) => [uid, title])).toEqual(
    dashboards.map(({ name, title }) => [`csirt-stats-${name}`, title])
  );
});
