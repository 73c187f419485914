import { Suspense, lazy, type ReactNode } from 'react';
import { Route, Routes } from 'react-router-dom';
import { AppPlugin } from '@grafana/data';
import { initPluginTranslations } from '@grafana/i18n';
import { ErrorBoundaryAlert, LoadingPlaceholder } from '@grafana/ui';
import pluginJson from './plugin.json';

// Not waited for: Grafana has its languages before any plugin, so it is done before anything is drawn.
void initPluginTranslations(pluginJson.id);

const Home = lazy(() => import('./pages/Home'));
const Quality = lazy(() => import('./pages/Quality'));
const LazyConfiguration = lazy(() => import('./pages/Configuration'));

const App = () => (
  <Page>
    <Routes>
      <Route path="quality" element={<Quality />} />
      <Route path="*" element={<Home />} />
    </Routes>
  </Page>
);

const Configuration = () => (
  <Page>
    <LazyConfiguration />
  </Page>
);

/** A page that fails says so in its place, and Grafana around it goes on. */
function Page({ children }: { readonly children: ReactNode }) {
  return (
    <ErrorBoundaryAlert>
      <Suspense fallback={<LoadingPlaceholder text="" />}>{children}</Suspense>
    </ErrorBoundaryAlert>
  );
}

export const plugin = new AppPlugin()
  .setRootPage(App)
  .addConfigPage({ title: 'Configuration', icon: 'cog', body: Configuration, id: 'configuration' });
