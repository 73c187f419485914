import { ThemeContext } from '@grafana/data';
import { LocationServiceProvider, config, locationService } from '@grafana/runtime';
import { ErrorBoundaryAlert, GlobalStyles, PortalContainer } from '@grafana/ui';
import { useLayoutEffect, useSyncExternalStore } from 'react';
import { Navigate, Route, Router, Routes, useLocation } from 'react-router';
import { Frame } from './Frame.tsx';
import { AppPage } from './pages/AppPage.tsx';
import { DashboardPage } from './pages/DashboardPage.tsx';
import { EditorPage } from './pages/EditorPage.tsx';
import { StartPage } from './pages/StartPage.tsx';
import { app } from './plugins.ts';

/** The page around the plugin: theme, router, and what Grafana has on top of every page. */
export function Host() {
  useLayoutEffect(withoutFonts, []);
  return (
    <ThemeContext.Provider value={config.theme2}>
      <GlobalStyles />
      <LocationServiceProvider service={locationService}>
        <ServiceRouter>
          <Frame>
            <ErrorBoundaryAlert>
              <Routes>
                <Route path="/" element={<StartPage />} />
                <Route path="/editor" element={<EditorPage />} />
                <Route path="/explore" element={<EditorPage />} />
                <Route path="/app" element={<ToApp />} />
                <Route path={`/a/${app.id}/*`} element={<AppPage />} />
                <Route path="/d/:uid/*" element={<DashboardPage />} />
                <Route path="*" element={<p>Grafana has this page, the preview does not.</p>} />
              </Routes>
            </ErrorBoundaryAlert>
          </Frame>
        </ServiceRouter>
        <PortalContainer />
      </LocationServiceProvider>
    </ThemeContext.Provider>
  );
}

/**
 * Grafana's fonts are not among what @grafana/ui publishes. Without their rules nothing asks the server for them, and
 * the page's own rule holds, which gives their name to a font of this machine.
 */
function withoutFonts(): void {
  for (const sheet of document.styleSheets) {
    for (let index = sheet.cssRules.length - 1; index >= 0; index -= 1) {
      const rule = sheet.cssRules[index];
      if (rule instanceof CSSFontFaceRule && rule.cssText.includes('url(')) {
        sheet.deleteRule(index);
      }
    }
  }
}

/** A short address of the app; the theme stays. */
function ToApp() {
  const { search } = useLocation();
  return <Navigate to={{ pathname: `/a/${app.id}`, search }} replace />;
}

/** React's router on the history of Grafana's location service, so that both always agree. */
function ServiceRouter({ children }: { children: React.ReactNode }) {
  const history = locationService.getHistory();
  const location = useSyncExternalStore(
    (changed) => history.listen(changed),
    () => history.location
  );
  return (
    <Router navigator={history} navigationType={history.action} location={location}>
      {children}
    </Router>
  );
}
