/** Calls a function after the browser has painted the next frame. A hidden page is not painted, so it is not called. */
export function afterPaint(run: () => void): void {
  if (document.hidden) return;
  // Animation frame callbacks run before the paint; a task that they schedule runs after it.
  requestAnimationFrame(() => setTimeout(run, 0));
}
