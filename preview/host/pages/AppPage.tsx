import { PluginContextProvider, type AppPlugin, type AppRootProps } from '@grafana/data';
import { Alert, LoadingPlaceholder, Text } from '@grafana/ui';
import { useLocation } from 'react-router';
import { loadModule } from '../loader.ts';
import { app, pathOf } from '../plugins.ts';
import { useLoaded } from '../useLoaded.ts';

/** The app as Grafana shows it: its root page, which finds the rest of the way itself, below the page's name in the menu. */
export function AppPage() {
  const { pathname } = useLocation();
  const { value, error } = useLoaded(app.module, () => loadModule<{ plugin: AppPlugin }>(app.module));
  if (error) {
    return <Alert title="The app does not load">{error.message}</Alert>;
  }
  const Root = value?.plugin.root;
  if (!Root) {
    return <LoadingPlaceholder text="Loading the app" />;
  }
  // The type demands what only older apps use; today's read their place from the router.
  const props = { meta: app, basename: `/a/${app.id}` } as AppRootProps;
  const name = app.includes?.find(({ path }) => pathOf(path) === pathname)?.name;
  return (
    <PluginContextProvider meta={app}>
      {name !== undefined && <Text element="h1">{name}</Text>}
      <Root {...props} />
    </PluginContextProvider>
  );
}
