import { Tabs as Radix } from 'radix-ui';
import { type ReactNode, useEffect, useRef, useState } from 'react';

/** One tab. */
export interface Tab {
  readonly id: string;
  readonly name: string;
  readonly content: ReactNode;
}

/** Tabs of which this page alone knows which one is open. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  const [open, setOpen] = useState('');
  return <ChosenTabs label={label} tabs={tabs} open={open} onOpen={setOpen} />;
}

/**
 * Tabs of which it is said which one is `open`; the first one if there is none of that id. What was opened stays there when
 * another one is looked at, with what was written in it.
 */
export function ChosenTabs({
  label,
  tabs,
  open,
  onOpen,
}: {
  label: string;
  tabs: readonly Tab[];
  open: string;
  onOpen: (id: string) => void;
}) {
  const at = Math.max(
    0,
    tabs.findIndex(({ id }) => id === open),
  );
  const shown = tabs[at]?.id ?? '';
  const [opened, setOpened] = useState<readonly string[]>([]);
  if (!opened.includes(shown)) setOpened([...opened, shown]);
  const list = useRef<HTMLDivElement>(null);
  // Where there is no room for all, the open one is in sight. The list alone is scrolled: what it stands in stays.
  useEffect(() => {
    const tab = list.current?.children[at];
    if (list.current && tab instanceof HTMLElement) bringIntoSight(list.current, tab);
  }, [at]);
  return (
    <Radix.Root value={shown} onValueChange={onOpen}>
      <Radix.List ref={list} aria-label={label} className="relative flex gap-1 overflow-x-auto border-b border-line">
        {tabs.map(({ id, name }) => (
          <Radix.Trigger
            key={id}
            value={id}
            className="min-h-9 border-b-2 border-transparent px-3 whitespace-nowrap text-muted -outline-offset-2 hover:text-ink data-[state=active]:border-accent data-[state=active]:font-medium data-[state=active]:text-ink"
          >
            {name}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map(({ id, content }) => (
        <Radix.Content
          key={id}
          value={id}
          {...(opened.includes(id) && { forceMount: true })}
          className="rounded pt-4 data-[state=inactive]:hidden"
        >
          {content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}

/** Scrolls a list sideways, no further than it must, until all of a tab of it is seen. */
function bringIntoSight(list: HTMLElement, { offsetLeft: left, offsetWidth: width }: HTMLElement): void {
  list.scrollLeft = Math.min(left, Math.max(list.scrollLeft, left + width - list.clientWidth));
}
