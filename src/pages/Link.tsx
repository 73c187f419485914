import { css } from '@emotion/css';
import type { ReactElement, ReactNode } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

/** A link within Grafana, which takes care of the click itself. */
export function Link({ href, children }: { readonly href: string; readonly children: ReactNode }): ReactElement {
  const styles = useStyles2(getStyles);
  return (
    <a href={href} className={styles.link}>
      {children}
    </a>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  link: css({ color: theme.colors.text.link, textDecoration: 'underline' }),
});
