import { useEffect, useState } from 'react';
import { type TimeRange } from '@grafana/data';
import { type EditorSource, type Preview, type StatsQuery } from '../query.ts';
import { words } from './words.ts';

/** What the query gives as it stands; undefined while that is found out for the first time. */
export function usePreview(
  source: Pick<EditorSource, 'preview'>,
  query: StatsQuery,
  range: TimeRange | undefined
): Preview | undefined {
  const [preview, setPreview] = useState<Preview>();
  // Grafana and the editor make new objects all the time: what counts is what is in them.
  const asked = JSON.stringify([query, range?.from.valueOf(), range?.to.valueOf()]);
  useEffect(() => {
    let left = false;
    const show = (found: Preview): void => {
      if (!left) {
        setPreview(found);
      }
    };
    source.preview(query, range).then(show, (error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      show({ kind: 'faults', faults: [`${words.faults.previewFailed}: ${reason}`] });
    });
    return () => {
      left = true;
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `asked` has query and range
  }, [source, asked]);
  return preview;
}
