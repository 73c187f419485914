import { type ReactElement, useId, useState } from 'react';
import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { ClipboardButton, Collapse, LinkButton, Stack, Text, useStyles2 } from '@grafana/ui';
import { measures, rollupByName, rollupLabel } from '@stats-portal/catalog';
import { showsGaps, sourceOf, type Exactness, type Plan } from '@stats-portal/query';
import { type EditorSource, type Preview, type StatsQuery } from '../query.ts';
import { Freshness } from './Freshness.tsx';
import { words } from './words.ts';

interface Props {
  readonly query: StatsQuery;
  readonly preview: Preview | undefined;
  readonly source: Pick<EditorSource, 'portal'>;
}

/** How the question is answered: rollup, exactness, SQL; and the query as it is saved. Closed until it is wanted. */
export function Answer({ query, preview, source }: Props): ReactElement {
  const [open, setOpen] = useState(false);
  const saved = JSON.stringify(query, null, 2);
  return (
    <Collapse label={words.preview.label} isOpen={open} onToggle={setOpen}>
      <Stack direction="column" gap={2}>
        <Freshness source={source} />
        {preview?.kind === 'answer' ? (
          <>
            <Reasons plan={preview.plan} />
            <Code title={words.preview.sql} text={preview.sql} copy={words.preview.copySql}>
              <LinkButton
                variant="secondary"
                size="sm"
                icon="compass"
                href={preview.exploreUrl}
                target="_blank"
                rel="noreferrer"
              >
                {words.preview.explore}
              </LinkButton>
            </Code>
          </>
        ) : (
          <Text color="secondary">{words.preview.waiting}</Text>
        )}
        <Code title={words.preview.saved} text={saved} copy={words.preview.copySaved} />
      </Stack>
    </Collapse>
  );
}

function Reasons({ plan }: { readonly plan: Plan }): ReactElement {
  const styles = useStyles2(getStyles);
  const { exactness, remaining, rejected } = plan;
  return (
    <div>
      <dl className={styles.facts}>
        <dt>{words.preview.from}</dt>
        <dd>{sourceOf(plan).label}</dd>
        <dt>{words.preview.exactness}</dt>
        <dd>{inWords(exactness)}</dd>
        {remaining !== null && (
          <>
            <dt>{words.preview.remaining}</dt>
            <dd>{inWords(remaining)}</dd>
          </>
        )}
        {plan.gaps !== null && (
          <>
            <dt>{words.preview.gaps}</dt>
            <dd>{gapsInWords(plan)}</dd>
          </>
        )}
      </dl>
      {rejected.length > 0 && (
        <details>
          <summary>{words.preview.rejected({ count: rejected.length })}</summary>
          <ul className={styles.rejected}>
            {rejected.map(({ rollup: name, obstacles }) => (
              <li key={name}>
                {rollupLabel(rollupByName(name))}: {obstacles.join('; ')}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

function inWords(exactness: Exactness): string {
  return exactness.kind === 'exact' ? words.preview.exact : words.preview.atMost({ reason: exactness.reason });
}

function gapsInWords(plan: Plan): string {
  const { gaps } = plan;
  if (!gaps?.rollup) {
    return words.preview.noShares;
  }
  return showsGaps(plan)
    ? words.preview.sharesFrom({ unit: measures[gaps.measure].unit, rollup: rollupLabel(gaps.rollup) })
    : words.preview.mentionsOnly;
}

interface CodeProps {
  readonly title: string;
  readonly text: string;
  readonly copy: string;
  readonly children?: ReactElement;
}

/** Text to read and to copy, not to change. */
function Code({ title, text, copy, children }: CodeProps): ReactElement {
  const id = useId();
  const styles = useStyles2(getStyles);
  return (
    <div>
      <Stack direction="row" gap={1} alignItems="center" wrap="wrap">
        <span id={id}>
          <Text weight="medium">{title}</Text>
        </span>
        <ClipboardButton variant="secondary" size="sm" icon="copy" getText={() => text}>
          {copy}
        </ClipboardButton>
        {children}
      </Stack>
      {/* It scrolls, so the keyboard must reach it. */}
      <pre className={styles.code} role="region" aria-labelledby={id} tabIndex={0}>
        {text}
      </pre>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  facts: css({
    display: 'grid',
    gridTemplateColumns: 'max-content 1fr',
    gap: theme.spacing(0.5, 2),
    margin: theme.spacing(0, 0, 1),
    '& dt': { color: theme.colors.text.secondary },
    '& dd': { margin: 0 },
  }),
  rejected: css({ margin: theme.spacing(1, 0, 0, 3) }),
  code: css({ margin: theme.spacing(1, 0, 0), maxHeight: theme.spacing(40), overflow: 'auto' }),
});
