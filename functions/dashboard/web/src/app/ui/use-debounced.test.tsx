// @vitest-environment happy-dom
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { useLasting } from './use-debounced';

vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function Shown({ value }: { value: string | null }) {
  return useLasting(value, 2_000);
}

const pass = (ms: number) => act(async () => vi.advanceTimersByTime(ms));

it('shows what lasts, and never what has gone', async () => {
  const place = document.createElement('div');
  const root = createRoot(place);
  const draw = (value: string | null) => act(async () => root.render(<Shown value={value} />));
  await draw('first');
  await pass(1_999);
  expect(place.textContent).toBe('');
  await pass(1);
  expect(place.textContent).toBe('first');
  await draw(null);
  expect(place.textContent).toBe('');
  await draw('second');
  await pass(1_000);
  await draw(null);
  await pass(5_000);
  expect([place.textContent, vi.getTimerCount()]).toEqual(['', 0]);
  await act(async () => root.unmount());
});
