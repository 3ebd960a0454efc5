import { useCallback, useSyncExternalStore } from 'react';

/** Whether what a media query asks for is so, as it changes. */
function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const media = matchMedia(query);
      media.addEventListener('change', listener);
      return () => media.removeEventListener('change', listener);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches);
}

/** Whether there is no room for a table. */
export function useIsNarrow(): boolean {
  return useMedia('(max-width: 767px)');
}

/** Whether there is room for a table beside an open detail. */
export function useIsVeryWide(): boolean {
  return useMedia('(min-width: 1700px)');
}
