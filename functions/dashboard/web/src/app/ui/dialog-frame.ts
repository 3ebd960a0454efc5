/**
 * How dialogs look. The veil is an element of our own and not Radix's overlay, which would write a style element into the
 * page to hold the scrolling: the page's policy takes none. The page behind cannot be scrolled anyhow, since it takes no
 * pointer while a dialog is open.
 */
export const VEIL = 'fixed inset-0 z-20 bg-veil';

/** The dialog: never larger than the screen. */
export const FRAME =
  'fixed top-1/2 left-1/2 z-20 flex max-h-[calc(100dvh-2rem)] w-[min(36rem,calc(100vw-2rem))] -translate-x-1/2 -translate-y-1/2 flex-col overflow-hidden rounded-lg border border-line bg-surface outline-none';

/** What is in it scrolls within it, and what has the focus is not beneath its buttons. */
export const INSIDE = 'min-h-0 flex-1 scroll-pt-4 scroll-pb-20 overflow-y-auto px-5 pt-1';
