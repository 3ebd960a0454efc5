/** How the page looks: as the device says, or as somebody chose. */
export type Theme = 'system' | 'light' | 'dark';

const KEY = 'storebell.theme';
export const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

/** What was chosen on this device. */
export function storedTheme(): Theme {
  try {
    const stored = localStorage.getItem(KEY);
    return THEMES.find((theme) => theme === stored) ?? 'system';
  } catch {
    return 'system';
  }
}

/** Shows the page so. */
export function showTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

/** Shows the page so, and keeps the choice where the browser lets it. */
export function chooseTheme(theme: Theme): void {
  showTheme(theme);
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // A browser without storage shows it until it is closed.
  }
}
