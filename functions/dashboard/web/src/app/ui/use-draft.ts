import { useState } from 'react';

/** An editable draft of a value; reset when the value changes. */
export function useDraft<T>(value: T): [T, (draft: T) => void] {
  const key = JSON.stringify(value);
  const [state, setState] = useState({ key, draft: value });
  const current = state.key === key ? state : { key, draft: value };
  if (current !== state) setState(current);
  return [current.draft, (draft) => setState({ key, draft })];
}
