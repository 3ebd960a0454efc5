// @vitest-environment happy-dom
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { useDebounced } from './use-debounced';

vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function Debounced({ value }: { value: string | null }) {
  return useDebounced(value, 2_000);
}

const pass = (ms: number) => act(async () => vi.advanceTimersByTime(ms));

it('a value is returned once it has been unchanged for the delay', async () => {
  const container = document.createElement('div');
  const root = createRoot(container);
  const render = (value: string | null) => act(async () => root.render(<Debounced value={value} />));
  await render('first');
  await pass(1_999);
  expect(container.textContent).toBe('');
  await pass(1);
  expect(container.textContent).toBe('first');
  await render(null);
  expect(container.textContent).toBe('');
  await render('second');
  await pass(1_000);
  await render(null);
  await pass(5_000);
  expect([container.textContent, vi.getTimerCount()]).toEqual(['', 0]);
  await act(async () => root.unmount());
});
