const SERIES_COUNT = 6;

/** The number of a channel's series color: its position in `known`. Unknown channels share the last one. */
export function seriesNumber(channel: string, known: readonly string[]): number {
  const index = known.indexOf(channel);
  return index === -1 ? SERIES_COUNT : (index % SERIES_COUNT) + 1;
}

/** The value of a theme color, for drawing on a canvas. */
export function resolveColor(element: HTMLElement, name: string): string {
  const probe = element.ownerDocument.createElement('i');
  probe.style.color = `var(--color-${name})`;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

/** Calls `listener` when the theme changes; returns a function that stops it. */
export function onThemeChange(listener: () => void): () => void {
  const systemTheme = matchMedia('(prefers-color-scheme: dark)');
  const chosenTheme = new MutationObserver(listener);
  systemTheme.addEventListener('change', listener);
  chosenTheme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return () => {
    systemTheme.removeEventListener('change', listener);
    chosenTheme.disconnect();
  };
}
