/** The color theme: the system's, or one that the user chose. */
export type Theme = 'system' | 'light' | 'dark';

const KEY = 'storebell.theme';
export const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

/** The theme that was chosen on this device. */
export function storedTheme(): Theme {
  try {
    const stored = localStorage.getItem(KEY);
    return THEMES.find((theme) => theme === stored) ?? 'system';
  } catch {
    return 'system';
  }
}

/** Applies a theme. */
export function showTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

/** Applies a theme, and stores it if the browser allows that. */
export function chooseTheme(theme: Theme): void {
  showTheme(theme);
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Without storage, the theme lasts until the page is closed.
  }
}
