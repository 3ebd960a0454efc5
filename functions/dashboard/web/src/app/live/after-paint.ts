/** Calls it when what is drawn now has been painted. Of a page that nobody sees nothing is painted: it is not called. */
export function onceDrawn(then: () => void): void {
  if (document.hidden) return;
  // A frame's callbacks come before it is painted; a task after them comes behind that.
  requestAnimationFrame(() => setTimeout(then, 0));
}
