import { useEffect, useRef, useState, type RefObject } from 'react';

/** The width of an element, kept up to date; 0 before it is there. */
export function useWidth(): [RefObject<HTMLDivElement>, number] {
  const element = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      setWidth(Math.floor(entry!.contentRect.width));
    });
    observer.observe(element.current!);
    return () => {
      observer.disconnect();
    };
  }, []);
  return [element, width];
}
