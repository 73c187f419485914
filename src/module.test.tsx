import type { ComponentType } from 'react';
import { render, screen } from '@testing-library/react';
import { MemoryRouter } from 'react-router-dom';
import { plugin } from './module.tsx';

let isBroken = false;

jest.mock('./pages/Home', () => ({
  __esModule: true,
  default: () => {
    if (isBroken) {
      throw new Error('the page is broken');
    }
    return <p>the page</p>;
  },
}));

function show(): void {
  const App = plugin.root as ComponentType;
  render(
    <MemoryRouter future={{ v7_startTransition: true, v7_relativeSplatPath: true }}>
      <App />
    </MemoryRouter>
  );
}

test('the app shows its page', async () => {
  show();
  expect(await screen.findByText('the page', {}, { timeout: 10_000 })).toBeInTheDocument();
});

test('a page that fails says so in its place', async () => {
  // React tells the console of every error, caught or not.
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
  isBroken = true;
  show();
  expect(await screen.findByText(/the page is broken/, {}, { timeout: 10_000 })).toBeInTheDocument();
});

test('the configuration is on a tab of the plugin’s page', () => {
  expect(plugin.configPages).toMatchObject([{ id: 'configuration', title: 'Configuration' }]);
});
