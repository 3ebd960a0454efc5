import { Popover } from 'radix-ui';

import { useConnection } from '../../realtime/react';
import { useFromNow } from '../ui/use-now';
import { ConnectionHelp } from './connection-help';
import { type ConnectionText, connectionText } from './connection-text';

/** The connection's state, on every page, with an explanation in a popover. */
export function ConnectionIndicator() {
  const status = useConnection();
  // Only a countdown depends on the time, and only until it ends.
  const now = useFromNow((time) => Math.min(time, status.retryAt ?? 0));
  const { label, sentence, shape, tone } = connectionText(status, now);
  const labelWithoutCountdown = label.replace(/ in \d+ s$/, '');
  return (
    <Popover.Root>
      <Popover.Trigger
        data-testid="connection"
        className={`flex min-h-8 items-center gap-1.5 rounded px-2 hover:bg-sunken ${tone}`}
      >
        <Shape shape={shape} />
        <span className="sr-only">Connection: </span>
        <span className="whitespace-nowrap">{label}</span>
      </Popover.Trigger>
      {/* Screen readers announce changes, but not the countdown. */}
      <span role="status" className="sr-only">
        {`Connection: ${labelWithoutCountdown}. ${sentence}`}
      </span>
      <Popover.Content
        aria-label="Live connection"
        align="end"
        sideOffset={4}
        collisionPadding={8}
        className="z-10 flex w-72 flex-col items-start gap-2 rounded border border-line bg-surface p-3 shadow-lg outline-none"
      >
        <ConnectionHelp status={status} sentence={sentence} />
      </Popover.Content>
    </Popover.Root>
  );
}

function Shape({ shape }: { shape: ConnectionText['shape'] }) {
  return (
    <svg viewBox="0 0 12 12" className={`size-3 ${shape === 'half' ? 'is-waiting' : ''}`} aria-hidden="true">
      <circle
        cx="6"
        cy="6"
        r="4.5"
        fill={shape === 'full' ? 'currentColor' : 'none'}
        stroke="currentColor"
        strokeWidth="1.5"
      />
      {shape === 'half' && <path d="M6 1.5a4.5 4.5 0 0 1 0 9z" fill="currentColor" />}
    </svg>
  );
}
