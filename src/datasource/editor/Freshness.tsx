import { type ReactElement, useEffect, useState } from 'react';
import { Text } from '@grafana/ui';
import { type EditorSource, type Portal } from '../query.ts';
import { words } from './words.ts';

/** Whose days these are, and how far they are complete. */
export function Freshness({ source }: { readonly source: Pick<EditorSource, 'portal'> }): ReactElement | null {
  const [text, setText] = useState<string | null>(null);
  useEffect(() => {
    let left = false;
    const show = (found: string): void => {
      if (!left) {
        setText(found);
      }
    };
    source.portal().then(
      (portal) => show(inWords(portal)),
      (error: unknown) =>
        show(words.preview.unknown({ reason: error instanceof Error ? error.message : String(error) }))
    );
    return () => {
      left = true;
    };
  }, [source]);
  return text === null ? null : <Text color="secondary">{text}</Text>;
}

function inWords({ zone, closedUntil, completeUntil }: Portal): string {
  return [
    words.preview.zone({ zone }),
    ...(closedUntil === null ? [] : [words.preview.closedUntil({ day: closedUntil })]),
    ...(completeUntil === null ? [] : [words.preview.completeUntil({ day: completeUntil })]),
  ].join(' ');
}
