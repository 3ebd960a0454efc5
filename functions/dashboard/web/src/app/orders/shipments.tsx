import type { Parcel } from '../api/types';
import { safeUrl } from '../format/links';
import { toneOf, words } from '../format/status';
import { Badge } from '../ui/badge';
import { CopyButton } from '../ui/copy-button';
import { OutsideLink } from '../ui/external-link';
import { At } from '../ui/time';

/** Parcels with where they stand and how they are tracked. */
export function Parcels({ parcels, none }: { parcels: readonly Parcel[]; none: string }) {
  if (parcels.length === 0) return <p className="text-muted">{none}</p>;
  return (
    <ul className="flex flex-col gap-3">
      {parcels.map((parcel) => (
        <li key={`${parcel.integration}#${parcel.id}`}>
          <div className="flex flex-wrap items-center gap-x-3">
            {parcel.status ? (
              <Badge tone={toneOf(parcel.status.step)}>{words(parcel.status.step)}</Badge>
            ) : (
              <Badge tone="plain">No status yet</Badge>
            )}
            {parcel.updated_at !== null && (
              <span className="text-muted">
                <At time={parcel.updated_at} />
              </span>
            )}
          </div>
          <Tracked parcel={parcel} />
        </li>
      ))}
    </ul>
  );
}

function Tracked({ parcel: { id, tracking } }: { parcel: Parcel }) {
  const number = tracking?.number ?? null;
  const where = [tracking?.courier, tracking?.place].filter(Boolean).join(', ');
  return (
    <div className="mt-0.5 flex flex-wrap items-center gap-2">
      <span className="break-all">
        {where !== '' && `${where}: `}
        <span className="font-mono text-xs">
          {safeUrl(tracking?.url) === null ? (
            (number ?? id)
          ) : (
            <OutsideLink url={tracking?.url}>{number ?? id}</OutsideLink>
          )}
        </span>
      </span>
      {number !== null && <CopyButton value={number} what="the tracking number" />}
    </div>
  );
}
