import { type ReactElement } from 'react';
import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { Alert, Icon, useStyles2 } from '@grafana/ui';
import { summed } from '@stats-portal/catalog';
import { needOf, type Plan } from '@stats-portal/query';
import { catalogWords } from '../catalogWords.ts';
import { words } from './words.ts';

/** Nobody wants a panel by more. */
const few = 3;

/**
 * Says so where an answer is only "at most", and what would make it exact; in one line where only its row "remaining" is.
 */
export function AtMostNotice({ plan }: { readonly plan: Plan }): ReactElement | null {
  const { question, rollup, exactness, remaining } = plan;
  const styles = useStyles2(getStyles);
  if (exactness.kind === 'at most') {
    const over = summed(rollup, needOf(question));
    return (
      <Alert severity="warning" title={words.notice.atMost} bottomSpacing={1}>
        {words.notice.reason({ reason: exactness.reason })}{' '}
        {over.length <= few &&
          words.notice.exactBy({ dimensions: over.map((name) => catalogWords.dimensions[name].label).join(', ') })}
      </Alert>
    );
  }
  if (remaining?.kind === 'at most') {
    return (
      <div role="note" className={styles.line}>
        <Icon name="info-circle" />
        <span>
          {words.notice.remainingAtMost} {words.notice.reason({ reason: remaining.reason })}
        </span>
      </div>
    );
  }
  return null;
}

const getStyles = (theme: GrafanaTheme2) => ({
  line: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    paddingBottom: theme.spacing(1),
    color: theme.colors.text.secondary,
  }),
});
