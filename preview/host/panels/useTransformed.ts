import { type DataFrame, type DataTransformerConfig } from '@grafana/data';
import { useEffect, useState } from 'react';
import { transformed } from './transformed.ts';

/** The transformed frames; the last ones until they are ready. */
export function useTransformed(
  frames: readonly DataFrame[],
  transformations: readonly DataTransformerConfig[] | undefined
): readonly DataFrame[] {
  const [result, setResult] = useState<readonly DataFrame[]>([]);
  useEffect(() => {
    const subscription = transformed(frames, transformations).subscribe(setResult);
    return () => {
      subscription.unsubscribe();
    };
  }, [frames, transformations]);
  return result;
}
