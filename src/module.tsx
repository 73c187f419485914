import { Suspense, lazy } from 'react';
import { AppPlugin } from '@grafana/data';
import { LoadingPlaceholder } from '@grafana/ui';

const Home = lazy(() => import('./pages/Home'));

const App = () => (
  <Suspense fallback={<LoadingPlaceholder text="" />}>
    <Home />
  </Suspense>
);

export const plugin = new AppPlugin().setRootPage(App);
