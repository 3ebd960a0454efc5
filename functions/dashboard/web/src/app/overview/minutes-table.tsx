import { useState } from 'react';

import { clockTime } from '../format/time';
import { ChannelTitle } from '../queries/channel-title';
import type { ChartMinute } from './event-minutes';

const MINUTE_MS = 60_000;

/** The chart's data as a table: minutes with events, newest first. */
export function MinutesTable({ minutes, channels }: { minutes: readonly ChartMinute[]; channels: readonly string[] }) {
  const [open, setOpen] = useState(false);
  return (
    <details className="mt-2" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="w-fit rounded text-accent">Show as table</summary>
      {open && (
        <div
          role="region"
          aria-label="Events per minute as a table"
          tabIndex={0}
          className="mt-2 max-h-72 overflow-auto -outline-offset-2"
        >
          <table className="w-full text-right tabular-nums">
            <thead className="text-muted">
              <tr>
                <th scope="col" className="py-1 pr-4 text-left font-normal">
                  Minute
                </th>
                {channels.map((channel) => (
                  <th key={channel} scope="col" className="py-1 pl-4 font-normal">
                    <ChannelTitle channel={channel} />
                  </th>
                ))}
                <th scope="col" className="py-1 pl-4 font-normal">
                  Total
                </th>
              </tr>
            </thead>
            <tbody>
              {minutes
                .filter(({ total }) => total > 0)
                .toReversed()
                .map(({ minute, counts, total }) => (
                  <tr key={minute} className="border-t border-line">
                    <th scope="row" className="py-1 pr-4 text-left font-normal">
                      {clockTime(minute * MINUTE_MS)}
                    </th>
                    {channels.map((channel) => (
                      <td key={channel} className="py-1 pl-4">
                        {(counts[channel] ?? 0).toLocaleString()}
                      </td>
                    ))}
                    <td className="py-1 pl-4">{total.toLocaleString()}</td>
                  </tr>
                ))}
            </tbody>
          </table>
        </div>
      )}
    </details>
  );
}
