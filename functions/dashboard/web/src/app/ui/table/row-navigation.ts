import type { KeyboardEvent } from 'react';

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

/** Moves the focus between rows with the arrow keys. The browser scrolls to the focused row. */
export function moveFocusBetweenRows(event: KeyboardEvent<HTMLElement>): void {
  const step = STEPS[event.key];
  const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-index]') : null;
  if (step === undefined || !row) return;
  const next = event.currentTarget.querySelector<HTMLElement>(
    `[data-index="${Number(row.dataset['index']) + step}"] a`,
  );
  if (!next) return;
  event.preventDefault();
  next.focus();
}
