import { useEffect, useRef, useState } from 'react';

import { useSession } from '../session/context';
import { Button } from '../ui/Button';
import { Choice } from '../ui/Field';
import { THEMES, type Theme, chooseTheme, storedTheme } from './theme';

const NAMES: Readonly<Record<Theme, string>> = { system: 'As the device', light: 'Light', dark: 'Dark' };
const APPEARANCES = THEMES.map((theme) => [theme, NAMES[theme]] as const);

/** Who is signed in, how the page looks, and the way out. */
export function UserMenu() {
  const session = useSession();
  const [open, setOpen] = useState(false);
  const [theme, choose] = useState(storedTheme);
  const ref = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!open) return undefined;
    const away = (event: Event) => {
      if (event.target instanceof Node && !ref.current?.contains(event.target)) setOpen(false);
    };
    const escape = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      setOpen(false);
      button.current?.focus();
    };
    document.addEventListener('pointerdown', away);
    document.addEventListener('focusin', away);
    document.addEventListener('keydown', escape);
    return () => {
      document.removeEventListener('pointerdown', away);
      document.removeEventListener('focusin', away);
      document.removeEventListener('keydown', escape);
    };
  }, [open]);
  return (
    <div ref={ref} className="relative">
      <button
        ref={button}
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="min-h-8 max-w-32 truncate rounded px-2 hover:bg-sunken"
      >
        {session.name || 'Account'}
      </button>
      {open && (
        <div className="absolute right-0 z-10 mt-1 flex w-56 flex-col gap-3 rounded border border-line bg-surface p-3 shadow-lg">
          <p className="break-words text-muted">
            Signed in as <span className="text-ink">{session.name}</span>
          </p>
          <Choice
            label="Appearance"
            options={APPEARANCES}
            value={theme}
            onChange={(chosen) => {
              chooseTheme(chosen);
              choose(chosen);
            }}
          />
          <Button onClick={() => void session.signOut()}>Sign out</Button>
        </div>
      )}
    </div>
  );
}
