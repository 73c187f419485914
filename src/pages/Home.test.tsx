import { render, screen, waitForElementToBeRemoved } from '@testing-library/react';
import { dashboards } from '../../dashboards/index.ts';
import { shippedDashboards } from '../names.ts';
import Home from './Home';
import { withDashboards, withStatistics } from './portal.fixture';

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

test('leads through the first steps where nothing is set up', async () => {
  withStatistics(null);
  render(<Home />);
  expect(screen.getByText('There is no data source of the statistics yet')).toBeInTheDocument();
  expect(screen.getByRole('link', { name: 'Create the data source of the statistics' })).toHaveAttribute(
    'href',
    '/plugins/csirt-statsportal-app?page=configuration'
  );
  expect(await screen.findByRole('link', { name: 'CSIRT overview' })).toBeInTheDocument();
});

test('lists the dashboards that the organisation has, and all of them where that is not known', async () => {
  const uids = shippedDashboards.map(({ uid }) => uid);
  const linked = async (here: readonly string[] | null): Promise<Array<string | null>> => {
    withStatistics(null);
    withDashboards(here);
    const { unmount } = render(<Home />);
    expect(screen.getByText('Looking which dashboards are here')).toBeInTheDocument();
    await waitForElementToBeRemoved(() => screen.queryByText('Looking which dashboards are here'));
    const found = screen.getAllByRole('link').map((link) => link.getAttribute('href'));
    unmount();
    return found.filter((href) => href?.startsWith('/d/'));
  };
  expect(await linked(['csirt-stats-operator-view', 'csirt-stats-feeds', 'other'])).toEqual([
    '/d/csirt-stats-feeds',
    '/d/csirt-stats-operator-view',
  ]);
  expect(await linked([])).toEqual([]);
  expect(await linked(null)).toEqual(uids.map((uid) => `/d/${uid}`));
});

test('knows every shipped dashboard', () => {
  expect(shippedDashboards.map(({ uid, title }) => [uid, title])).toEqual(
    dashboards.map(({ name, title }) => [`csirt-stats-${name}`, title])
  );
});
