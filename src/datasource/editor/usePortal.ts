import { useEffect, useState } from 'react';
import { type EditorSource, type Portal } from '../query.ts';

/** What is known of the statistics database; undefined until it has answered, and where it does not. */
export function usePortal(source: Pick<EditorSource, 'portal'>): Portal | undefined {
  const [portal, setPortal] = useState<Portal>();
  useEffect(() => {
    let left = false;
    source.portal().then(
      (found) => {
        if (!left) {
          setPortal(found);
        }
      },
      // The preview of the answer says why.
      () => undefined
    );
    return () => {
      left = true;
    };
  }, [source]);
  return portal;
}
