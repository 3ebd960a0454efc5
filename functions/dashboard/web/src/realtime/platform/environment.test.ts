// @vitest-environment happy-dom
import { expect, it, vi } from 'vitest';

import { browserEnvironment } from './environment';

it("hears the browser's network and page until it is told to stop", () => {
  const heard: string[] = [];
  const stop = browserEnvironment().listen({
    online: () => heard.push('online'),
    offline: () => heard.push('offline'),
    visible: () => heard.push('visible'),
  });
  const seen = vi.spyOn(document, 'visibilityState', 'get');
  const all = () => {
    window.dispatchEvent(new Event('online'));
    window.dispatchEvent(new Event('offline'));
    for (const state of ['hidden', 'visible'] as const) {
      seen.mockReturnValue(state);
      document.dispatchEvent(new Event('visibilitychange'));
    }
    window.dispatchEvent(new Event('pageshow'));
  };
  all();
  stop();
  all();
  expect(heard).toEqual(['online', 'offline', 'visible', 'visible']);
});

it('runs a timer once, unless it is taken back', () => {
  vi.useFakeTimers();
  const environment = browserEnvironment();
  const run = vi.fn<() => void>();
  environment.later(10, run);
  environment.later(10, run)();
  vi.advanceTimersByTime(100);
  vi.useRealTimers();
  expect(run).toHaveBeenCalledTimes(1);
});
