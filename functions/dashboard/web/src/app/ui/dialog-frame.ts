/**
 * The styles of dialogs. The overlay is a plain element instead of Radix's overlay, which would add a style element to
 * lock scrolling; the content security policy forbids that. The page behind cannot be scrolled anyway, because it
 * receives no pointer events while a dialog is open.
 */
export const OVERLAY = 'fixed inset-0 z-20 bg-overlay';

/** The dialog, which never exceeds the screen. */
export const DIALOG =
  'fixed top-1/2 left-1/2 z-20 flex max-h-[calc(100dvh-2rem)] w-[min(36rem,calc(100vw-2rem))] -translate-x-1/2 -translate-y-1/2 flex-col overflow-hidden rounded-lg border border-line bg-surface outline-none';

/** Its scrolling content. Scroll padding keeps a focused field clear of the sticky buttons. */
export const DIALOG_CONTENT = 'min-h-0 flex-1 scroll-pt-4 scroll-pb-20 overflow-y-auto px-5 pt-1';
