import { Suspense, lazy } from 'react';
import { Route, Routes } from 'react-router-dom';
import { AppPlugin } from '@grafana/data';
import { LoadingPlaceholder } from '@grafana/ui';

const Home = lazy(() => import('./pages/Home'));
const Quality = lazy(() => import('./pages/Quality'));
const LazyConfiguration = lazy(() => import('./pages/Configuration'));

const App = () => (
  <Suspense fallback={<LoadingPlaceholder text="" />}>
    <Routes>
      <Route path="quality" element={<Quality />} />
      <Route path="*" element={<Home />} />
    </Routes>
  </Suspense>
);

const Configuration = () => (
  <Suspense fallback={<LoadingPlaceholder text="" />}>
    <LazyConfiguration />
  </Suspense>
);

export const plugin = new AppPlugin()
  .setRootPage(App)
  .addConfigPage({ title: 'Configuration', icon: 'cog', body: Configuration, id: 'configuration' });
