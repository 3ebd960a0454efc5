import { createColumnHelper } from '@tanstack/react-table';

import type { EventLine } from '../api/types';
import { channelName } from '../channels/channel-names';
import { toneOf, words } from '../format/status';
import { Badge } from '../ui/badge';
import { Age } from '../ui/time';
import type { Features } from '../ui/table/table-features';
import { gist, subjectOf } from './event-summary';

const helper = createColumnHelper<Features, EventLine>();

/** The columns of the list. It is not sorted: the newest come first, and go on coming. */
export const COLUMNS = helper.columns([
  helper.accessor('status', {
    header: 'Status',
    cell: ({ row: { original } }) => <Badge tone={toneOf(original.status)}>{words(original.status)}</Badge>,
    meta: { track: '6.5rem' },
  }),
  helper.accessor('source', {
    id: 'channel',
    header: 'Channel',
    cell: ({ row: { original } }) => channelName(original.source),
    meta: { track: '5.5rem' },
  }),
  helper.accessor('topic', {
    header: 'Topic',
    cell: ({ row: { original } }) => <span className="font-mono text-xs">{original.topic || 'no topic'}</span>,
    meta: { track: 'minmax(9rem,11rem)', leads: true },
  }),
  helper.accessor('subject', {
    header: 'About',
    cell: ({ row: { original } }) => subjectOf(original) ?? '–',
    meta: { track: 'minmax(7rem,0.5fr)', from: 1100 },
  }),
  helper.accessor('payload_summary', {
    id: 'says',
    header: 'What it says',
    cell: ({ row: { original } }) => (
      <span className={`block truncate ${original.error === null ? '' : 'text-bad'}`}>{gist(original)}</span>
    ),
    meta: { track: 'minmax(0,1fr)' },
  }),
  helper.accessor('shop_domain', {
    id: 'shop',
    header: 'Shop',
    cell: ({ row: { original } }) => <span className="block truncate text-muted">{original.shop_domain}</span>,
    meta: { track: 'minmax(0,12rem)', from: 940 },
  }),
  helper.accessor('received_at', {
    id: 'age',
    header: 'Age',
    cell: ({ row: { original } }) => (
      <span className="block truncate text-muted">
        <Age time={original.received_at} />
      </span>
    ),
    meta: { track: '6rem', align: 'right' },
  }),
]);
