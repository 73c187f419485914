import { css } from '@emotion/css';
import type { ReactElement } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

export interface Fact {
  readonly label: string;
  readonly value: string;
  /** Something is to be done. */
  readonly isWarning?: boolean;
}

/** A few facts beside each other, each with its name above it. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }): ReactElement {
  const styles = useStyles2(getStyles);
  return (
    <dl className={styles.facts}>
      {facts.map(({ label, value, isWarning }) => (
        <div key={label} className={styles.fact}>
          <dt className={styles.label}>{label}</dt>
          <dd className={isWarning === true ? styles.warning : styles.value}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

const getStyles = (theme: GrafanaTheme2) => {
  const value = { ...theme.typography.h3, margin: 0 };
  return {
    facts: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(2), margin: theme.spacing(2, 0) }),
    fact: css({ minWidth: 160, padding: theme.spacing(1.5), background: theme.colors.background.secondary }),
    label: css({ color: theme.colors.text.secondary, fontWeight: theme.typography.fontWeightRegular }),
    value: css(value),
    warning: css({ ...value, color: theme.colors.warning.text }),
  };
};
