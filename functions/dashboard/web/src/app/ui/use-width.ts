import { useLayoutEffect, useState } from 'react';

/** How wide an element is inside, in pixels, as it changes; `null` before it is there. */
export function useWidth(element: HTMLElement | null): number | null {
  const [width, setWidth] = useState<number | null>(null);
  // Before it is painted, so that nothing is shown for a width that it does not have.
  useLayoutEffect(() => {
    if (!element) return undefined;
    const look = () => setWidth(element.clientWidth);
    look();
    const observer = new ResizeObserver(look);
    observer.observe(element);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
