/** Calls `run` after the browser has painted the next frame; never on a hidden page, which is not painted. */
export function afterPaint(run: () => void): void {
  if (document.hidden) return;
  // Animation frame callbacks run before the paint; a task that they schedule runs after it.
  requestAnimationFrame(() => setTimeout(run, 0));
}
