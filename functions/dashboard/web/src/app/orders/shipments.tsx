import type { Return, Shipment } from '../api/types';
import { safeUrl } from '../format/links';
import { toneOf, humanize } from '../format/status';
import { Badge } from '../ui/badge';
import { CopyButton } from '../ui/copy-button';
import { ExternalLink } from '../ui/external-link';
import { Timestamp } from '../ui/time';

/** Shipments or returns, with their status and tracking. */
export function Shipments({ shipments, emptyText }: { shipments: readonly (Shipment | Return)[]; emptyText: string }) {
  if (shipments.length === 0) return <p className="text-muted">{emptyText}</p>;
  return (
    <ul className="flex flex-col gap-3">
      {shipments.map((shipment) => (
        <li key={`${shipment.integration}#${shipment.id}`}>
          <div className="flex flex-wrap items-center gap-x-3">
            {shipment.status ? (
              <Badge tone={toneOf(shipment.status.step)}>{humanize(shipment.status.step)}</Badge>
            ) : (
              <Badge tone="plain">No status yet</Badge>
            )}
            {shipment.updated_at !== null && (
              <span className="text-muted">
                <Timestamp time={shipment.updated_at} />
              </span>
            )}
          </div>
          <TrackingInfo shipment={shipment} />
        </li>
      ))}
    </ul>
  );
}

function TrackingInfo({ shipment }: { shipment: Shipment | Return }) {
  const { id, tracking } = shipment;
  // The URL comes from a webhook, so it is not trusted.
  const url = 'urls' in shipment ? shipment.urls?.[0] : undefined;
  const number = tracking?.number ?? null;
  const location = [tracking?.courier, tracking?.place].filter(Boolean).join(', ');
  return (
    <div className="mt-0.5 flex flex-wrap items-center gap-2">
      <span className="break-all">
        {location !== '' && `${location}: `}
        <span className="font-mono text-xs">
          {safeUrl(url) === null ? (number ?? id) : <ExternalLink url={url}>{number ?? id}</ExternalLink>}
        </span>
      </span>
      {number !== null && <CopyButton value={number} what="the tracking number" />}
    </div>
  );
}
