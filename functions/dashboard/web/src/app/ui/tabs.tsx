import { Tabs as Radix } from 'radix-ui';
import { type ReactNode, useEffect, useRef, useState } from 'react';

export interface Tab {
  readonly id: string;
  readonly name: string;
  readonly content: ReactNode;
}

/** Tabs that manage by themselves which one is open. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  const [open, setOpen] = useState('');
  return <ControlledTabs label={label} tabs={tabs} open={open} onOpen={setOpen} />;
}

/**
 * Tabs whose open tab is controlled by the parent; the first tab if `open` is no tab's id. Tabs that were opened stay
 * mounted, so that edits in them are kept.
 */
export function ControlledTabs({
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
  const index = Math.max(
    0,
    tabs.findIndex(({ id }) => id === open),
  );
  const openId = tabs[index]?.id ?? '';
  const [opened, setOpened] = useState<readonly string[]>([]);
  if (!opened.includes(openId)) setOpened([...opened, openId]);
  const list = useRef<HTMLDivElement>(null);
  // Scrolls the open tab into view. `scrollIntoView` would also scroll the page.
  useEffect(() => {
    const tab = list.current?.children[index];
    if (list.current && tab instanceof HTMLElement) scrollIntoView(list.current, tab);
  }, [index]);
  return (
    <Radix.Root value={openId} onValueChange={onOpen}>
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

/** Scrolls the list horizontally as little as needed to show the whole tab. */
function scrollIntoView(list: HTMLElement, { offsetLeft: left, offsetWidth: width }: HTMLElement): void {
  list.scrollLeft = Math.min(left, Math.max(list.scrollLeft, left + width - list.clientWidth));
}
