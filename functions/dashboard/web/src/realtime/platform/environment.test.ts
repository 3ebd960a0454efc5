// @vitest-environment happy-dom
import { expect, it, vi } from 'vitest';

import { browserEnvironment } from './environment';

it('network and visibility changes are reported until the listener is removed', () => {
  const signals: string[] = [];
  const unlisten = browserEnvironment().listen({
    online: () => signals.push('online'),
    offline: () => signals.push('offline'),
    visible: () => signals.push('visible'),
  });
  const visibilityState = vi.spyOn(document, 'visibilityState', 'get');
  const dispatchAll = () => {
    window.dispatchEvent(new Event('online'));
    window.dispatchEvent(new Event('offline'));
    for (const state of ['hidden', 'visible'] as const) {
      visibilityState.mockReturnValue(state);
      document.dispatchEvent(new Event('visibilitychange'));
    }
    window.dispatchEvent(new Event('pageshow'));
  };
  dispatchAll();
  unlisten();
  dispatchAll();
  expect(signals).toEqual(['online', 'offline', 'visible', 'visible']);
});

it('a scheduled function runs once, and a cancelled one never', () => {
  vi.useFakeTimers();
  const environment = browserEnvironment();
  const run = vi.fn<() => void>();
  environment.schedule(10, run);
  environment.schedule(10, run)();
  vi.advanceTimersByTime(100);
  vi.useRealTimers();
  expect(run).toHaveBeenCalledTimes(1);
});
