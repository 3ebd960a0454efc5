import { useState } from 'react';

/** What is being written of a value; begins anew when the value becomes another one. */
export function useDraft<T>(value: T): [T, (draft: T) => void] {
  const now = JSON.stringify(value);
  const [held, setHeld] = useState({ of: now, draft: value });
  const begun = held.of === now ? held : { of: now, draft: value };
  if (begun !== held) setHeld(begun);
  return [begun.draft, (draft) => setHeld({ of: now, draft })];
}
