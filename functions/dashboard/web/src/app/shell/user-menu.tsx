import { DropdownMenu } from 'radix-ui';
import { useState } from 'react';

import { useSession } from '../session/session-context';
import { THEMES, type Theme, chooseTheme, storedTheme } from './theme';

const NAMES: Readonly<Record<Theme, string>> = { system: 'System', light: 'Light', dark: 'Dark' };
const ITEM =
  'flex min-h-8 cursor-pointer items-center rounded px-2 outline-none data-highlighted:bg-sunken data-highlighted:outline-2 data-highlighted:-outline-offset-2 data-highlighted:outline-accent';

/** The signed-in user, the theme and sign-out. It is not modal, so that the page can still be scrolled. */
export function UserMenu() {
  const session = useSession();
  const [theme, setTheme] = useState(storedTheme);
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="min-h-8 max-w-32 truncate rounded px-2 hover:bg-sunken">
        {session.name || 'Account'}
      </DropdownMenu.Trigger>
      <DropdownMenu.Content
        align="end"
        sideOffset={4}
        collisionPadding={8}
        className="z-10 w-56 rounded border border-line bg-surface p-1 shadow-lg"
      >
        <DropdownMenu.Label className="px-2 py-1.5 break-words text-muted">
          Signed in as <span className="text-ink">{session.name}</span>
          <br />
          User id: <span className="text-ink select-all">{session.userId}</span>
        </DropdownMenu.Label>
        <DropdownMenu.Separator className="my-1 h-px bg-line" />
        <Appearance
          theme={theme}
          onChoose={(chosen) => {
            chooseTheme(chosen);
            setTheme(chosen);
          }}
        />
        <DropdownMenu.Separator className="my-1 h-px bg-line" />
        <DropdownMenu.Item className={ITEM} onSelect={() => void session.signOut()}>
          Sign out
        </DropdownMenu.Item>
      </DropdownMenu.Content>
    </DropdownMenu.Root>
  );
}

function Appearance({ theme, onChoose }: { theme: Theme; onChoose: (theme: Theme) => void }) {
  return (
    <DropdownMenu.RadioGroup
      aria-label="Appearance"
      value={theme}
      onValueChange={(value) => onChoose(THEMES.find((one) => one === value) ?? 'system')}
    >
      <DropdownMenu.Label aria-hidden="true" className="px-2 py-1 text-muted">
        Appearance
      </DropdownMenu.Label>
      {THEMES.map((one) => (
        // Selecting a theme keeps the menu open, so that another one can be tried.
        <DropdownMenu.RadioItem
          key={one}
          value={one}
          onSelect={(event) => event.preventDefault()}
          className={`${ITEM} justify-between`}
        >
          {NAMES[one]}
          <DropdownMenu.ItemIndicator className="text-accent">✓</DropdownMenu.ItemIndicator>
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  );
}
