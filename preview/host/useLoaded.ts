import { useEffect, useState } from 'react';

/** What a promise has come to so far. */
export interface Loaded<Value> {
  readonly value?: Value;
  readonly error?: Error;
}

/** Loads when the key changes, and keeps what it has until then; an answer that comes too late is dropped. */
export function useLoaded<Value>(key: string, load: () => Promise<Value>): Loaded<Value> {
  const [state, setState] = useState<Loaded<Value>>({});
  useEffect(() => {
    let current = true;
    const take = (loaded: Loaded<Value>): void => {
      if (current) {
        setState(loaded);
      }
    };
    load().then(
      (value) => {
        take({ value });
      },
      (error: unknown) => {
        take({ error: error as Error });
      }
    );
    return () => {
      current = false;
    };
    // The key says what is loaded.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key]);
  return state;
}
