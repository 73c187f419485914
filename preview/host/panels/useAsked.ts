import { LoadingState } from '@grafana/data';
import { useEffect, useState } from 'react';
import { ask, type Asked, type Asking } from './ask.ts';

interface Answer extends Asked {
  /** Of the question that this is the answer to. */
  readonly key: string;
}

const nothing: Asked = { state: LoadingState.Loading, frames: [], errors: [] };

/**
 * Asks when `key` changes; what is still on its way is given up then, and when the panel goes away. Until the new answer
 * is there, the last one stays.
 */
export function useAsked(key: string, asking: Asking | undefined): Asked {
  const [answer, setAnswer] = useState<Answer>({ ...nothing, key: '' });
  useEffect(() => {
    if (asking === undefined) {
      return undefined;
    }
    const subscription = ask(asking).subscribe({
      next: (asked) => {
        setAnswer({ ...asked, key });
      },
      error: (error: Error) => {
        setAnswer({ ...nothing, state: LoadingState.Error, errors: [error.message], key });
      },
    });
    return () => {
      subscription.unsubscribe();
    };
    // The key stands for all of what is asked.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key]);
  return answer.key === key ? answer : { ...answer, state: LoadingState.Loading };
}
