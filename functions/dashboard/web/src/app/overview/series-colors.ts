import { CHANNELS } from '../channels/channel-names';

const SERIES = 6;

/** Which of the colours for series a channel has: always the same one. Those that are not known share the last. */
export function seriesOf(channel: string): number {
  const place = CHANNELS.indexOf(channel);
  return place === -1 ? SERIES : (place % SERIES) + 1;
}

/** What a colour of the style sheet is in the present theme, as a canvas takes it. */
export function colourOf(element: HTMLElement, name: string): string {
  const probe = element.ownerDocument.createElement('i');
  probe.style.color = `var(--color-${name})`;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

/** Calls it when the page changes to another theme; the answer stops that. */
export function onThemeChange(listener: () => void): () => void {
  const device = matchMedia('(prefers-color-scheme: dark)');
  const chosen = new MutationObserver(listener);
  device.addEventListener('change', listener);
  chosen.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return () => {
    device.removeEventListener('change', listener);
    chosen.disconnect();
  };
}
