import { useQuery } from '@tanstack/react-query';

import type { OrderDetail as Detail, OrderItem } from '../api/types';
import { channelName } from '../channels/channel-names';
import { withSearch } from '../format/links';
import { times } from '../format/money';
import { toneOf, words } from '../format/status';
import { keys } from '../live/update-caches';
import { useApi } from '../session/session-context';
import { Badge } from '../ui/badge';
import { DetailPanel } from '../ui/detail-panel';
import { Facts, Section } from '../ui/description-list';
import { IntegrationLink } from '../ui/integration-link';
import { Money } from '../ui/money';
import { NotLoaded } from '../ui/detail-placeholder';
import { At } from '../ui/time';
import { useJustChanged } from '../ui/use-change-count';
import { History } from './order-history';
import { MoneyBreakdown } from './money-breakdown';
import { Parcels } from './shipments';

/** One order with all that is known of it. It is asked for anew with each change. */
export function OrderDetail({ integration, id, search }: { integration: string; id: string; search: string }) {
  const api = useApi();
  const { data, error, refetch } = useQuery({
    queryKey: keys.order(integration, id),
    queryFn: () => api.order(id, integration),
  });
  return (
    <DetailPanel title={data ? `Order ${data.name}` : 'Order'} back={withSearch('/orders', search)}>
      {data ? (
        <Parts order={data} />
      ) : (
        <NotLoaded what="order" error={error} onRetry={() => void refetch()}>
          It may be of an account that you cannot see.
        </NotLoaded>
      )}
    </DetailPanel>
  );
}

function Parts({ order }: { order: Detail }) {
  return (
    <>
      <Section title="Summary">
        <Facts
          facts={[
            ['Status', <Standing key="s" status={order.status} />],
            ['Payment', words(order.payment)],
            ['Fulfilment', words(order.fulfilment)],
            ['Channel', channelName(order.source)],
            ['Integration', <IntegrationLink key="i" id={order.integration} />],
            [
              'Order id',
              <span key="o" className="font-mono text-xs">
                {order.id}
              </span>,
            ],
            ['Placed', <At key="p" time={order.placed_at} />],
            ['Last change', <At key="u" time={order.updated_at} />],
            ...(order.cancelled_at === null ? [] : [['Cancelled', <At key="c" time={order.cancelled_at} />] as const]),
          ]}
        />
      </Section>
      <Section title="Lines">
        <Lines lines={order.lines} currency={order.currency} />
      </Section>
      <Section title="Money">
        <MoneyBreakdown order={order} />
      </Section>
      <Section title="Shipments">
        <Parcels parcels={order.shipments} none="No parcel is known yet." />
        {order.ambiguous.length > 0 && (
          <p className="mt-2 text-warn">
            A parcel’s reference fits this order and others too, so it belongs to none of them.
          </p>
        )}
      </Section>
      {order.returns.length > 0 && (
        <Section title="Returns">
          <Parcels parcels={order.returns} none="" />
        </Section>
      )}
      <Section title="History">
        <History order={order} />
      </Section>
    </>
  );
}

function Standing({ status }: { status: string }) {
  const changed = useJustChanged(status);
  return (
    <span key={changed} className={changed > 0 ? 'just-changed' : ''}>
      <Badge tone={toneOf(status)}>{words(status)}</Badge>
    </span>
  );
}

function Lines({ lines, currency }: { lines: readonly OrderItem[]; currency: string | null }) {
  if (lines.length === 0) return <p className="text-muted">The channel has not said what was ordered.</p>;
  return (
    <div className="overflow-x-auto">
      <table className="w-full text-left">
        <thead className="text-muted">
          <tr>
            <th className="py-1 pr-3 font-normal">Article</th>
            <th className="py-1 pr-3 text-right font-normal">Units</th>
            <th className="py-1 pr-3 text-right font-normal">Price</th>
            <th className="py-1 text-right font-normal">Together</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.id} className="border-t border-line align-top">
              <td className="py-1 pr-3 break-words">
                {line.title || line.sku || line.id}
                {line.sku !== null && line.title !== '' && (
                  <span className="block font-mono text-xs text-muted">{line.sku}</span>
                )}
              </td>
              <td className="py-1 pr-3 text-right tabular-nums">{line.quantity}</td>
              <td className="py-1 pr-3 text-right">
                <Money amount={line.price} currency={currency} />
              </td>
              <td className="py-1 text-right">
                <Money amount={line.price === null ? null : times(line.price, line.quantity)} currency={currency} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
