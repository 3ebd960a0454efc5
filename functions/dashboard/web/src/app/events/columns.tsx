import { createColumnHelper } from '@tanstack/react-table';

import type { EventSummary } from '../api/types';
import { toneOf, humanize } from '../format/status';
import { ChannelTitle } from '../queries/channel-title';
import { Badge } from '../ui/badge';
import type { Features } from '../ui/table/table-features';
import { Age } from '../ui/time';
import { eventSummary, subjectOf } from './event-summary';

const helper = createColumnHelper<Features, EventSummary>();

/** The columns of the event list. It is not sortable: the newest events come first, and new ones keep arriving. */
export const COLUMNS = helper.columns([
  helper.accessor('status', {
    header: 'Status',
    cell: ({ row: { original } }) => <Badge tone={toneOf(original.status)}>{humanize(original.status)}</Badge>,
    meta: { track: '6.5rem' },
  }),
  helper.accessor('source', {
    id: 'channel',
    header: 'Channel',
    cell: ({ row: { original } }) => <ChannelTitle channel={original.source} />,
    meta: { track: '5.5rem' },
  }),
  helper.accessor('topic', {
    header: 'Topic',
    cell: ({ row: { original } }) => <span className="font-mono text-xs">{original.topic || 'no topic'}</span>,
    meta: { track: 'minmax(9rem,11rem)', isLink: true },
  }),
  helper.accessor('subject', {
    header: 'Subject',
    cell: ({ row: { original } }) => subjectOf(original) ?? '–',
    meta: { track: 'minmax(7rem,0.5fr)', minWidth: 1100 },
  }),
  helper.accessor('payload_summary', {
    id: 'summary',
    header: 'Summary',
    cell: ({ row: { original } }) => (
      <span className={`block truncate ${original.error === null ? '' : 'text-bad'}`}>{eventSummary(original)}</span>
    ),
    meta: { track: 'minmax(0,1fr)' },
  }),
  helper.accessor('shop_domain', {
    id: 'shop',
    header: 'Shop',
    cell: ({ row: { original } }) => <span className="block truncate text-muted">{original.shop_domain}</span>,
    meta: { track: 'minmax(0,12rem)', minWidth: 940 },
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
