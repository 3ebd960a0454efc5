import { type ReactNode, useEffect, useId, useRef } from 'react';
import { Link } from 'wouter';

/** The open item of a list: beside the list, or instead of it on narrow screens. Its title takes the focus. */
export function DetailPanel({ title, back, children }: { title: string; back: string; children: ReactNode }) {
  const heading = useId();
  const ref = useRef<HTMLHeadingElement>(null);
  useEffect(() => ref.current?.focus({ preventScroll: true }), []);
  return (
    <section
      aria-labelledby={heading}
      className="flex h-full w-full min-w-0 flex-col border-line bg-surface lg:w-[32rem] lg:shrink-0 lg:border-l xl:w-[34rem] 2xl:w-[40rem]"
    >
      <div className="flex items-center gap-3 border-b border-line px-4 py-2">
        <h1 ref={ref} id={heading} tabIndex={-1} className="min-w-0 flex-1 truncate text-lg font-semibold outline-none">
          {title}
        </h1>
        <Link href={back} className="rounded px-2 py-1 text-accent hover:bg-sunken">
          Close
        </Link>
      </div>
      <div tabIndex={0} className="min-h-0 flex-1 overflow-y-auto px-4 -outline-offset-2">
        {children}
      </div>
    </section>
  );
}
