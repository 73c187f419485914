import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { config } from '@grafana/runtime';
import { TextLink, useStyles2 } from '@grafana/ui';
import { useLocation } from 'react-router';

/** The banner and the ways around, above every page. */
export function Frame({ children }: { children: React.ReactNode }) {
  const styles = useStyles2(getStyles);
  const { pathname, search } = useLocation();
  const otherTheme = config.theme2.isDark ? 'light' : 'dark';
  const parameters = new URLSearchParams(search);
  parameters.set('theme', otherTheme);
  return (
    <div className={styles.page}>
      <header className={styles.banner}>
        <div role="note">
          <strong>This is a preview, not Grafana:</strong> a small page of our own around the built plugin.
        </div>
        <nav className={styles.links} aria-label="Preview">
          <TextLink href="/">Dashboards</TextLink>
          <TextLink href="/app">App</TextLink>
          <TextLink href="/editor">Query editor</TextLink>
          {/* The theme is made when the page is loaded: a target keeps the link from being followed inside it. */}
          <a href={`${pathname}?${parameters.toString()}`} target="_self" className={styles.theme}>
            {otherTheme === 'light' ? 'Light theme' : 'Dark theme'}
          </a>
        </nav>
      </header>
      <main className={styles.content}>{children}</main>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({
    display: 'flex',
    flexDirection: 'column',
    minHeight: '100vh',
    background: theme.colors.background.canvas,
  }),
  banner: css({
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(1),
    padding: theme.spacing(1, 2),
    color: theme.colors.text.primary,
    background: theme.colors.background.secondary,
    borderBottom: `1px solid ${theme.colors.border.medium}`,
  }),
  links: css({ display: 'flex', gap: theme.spacing(2), marginLeft: 'auto' }),
  theme: css({ color: theme.colors.text.link, textDecoration: 'underline' }),
  content: css({ flexGrow: 1, padding: theme.spacing(2) }),
});
