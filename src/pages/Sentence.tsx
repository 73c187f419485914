import type { ReactElement } from 'react';
import { Trans } from '@grafana/i18n';
import { Link } from './Link.tsx';

interface Props {
  /** Where the text stands in the file of translations. */
  readonly i18nKey: string;
  /** With `<to>` around what leads somewhere. */
  readonly text: string;
  readonly href: string;
}

/** A sentence with a link in it: where in the sentence, the language decides. */
export function Sentence({ i18nKey, text, href }: Props): ReactElement {
  return <Trans i18nKey={i18nKey} defaults={text} components={{ to: <Link href={href}>{''}</Link> }} />;
}
