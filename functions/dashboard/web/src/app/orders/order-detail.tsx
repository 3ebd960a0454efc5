import { useQuery } from '@tanstack/react-query';

import { queryKeys } from '../api/query-keys';
import type { OrderDetail as Detail, LineItem } from '../api/types';
import { withSearch } from '../format/links';
import { multiply } from '../format/money';
import { toneOf, humanize } from '../format/status';
import { ChannelTitle } from '../queries/channel-title';
import { useApi } from '../session/session-context';
import { Badge } from '../ui/badge';
import { DescriptionList } from '../ui/description-list';
import { DetailPanel } from '../ui/detail-panel';
import { DetailPlaceholder } from '../ui/detail-placeholder';
import { IntegrationLink } from '../ui/integration-link';
import { Money } from '../ui/money';
import { Section } from '../ui/section';
import { Timestamp } from '../ui/time';
import { useChangeCount } from '../ui/use-change-count';
import { MoneyBreakdown } from './money-breakdown';
import { OrderHistory } from './order-history';
import { Shipments } from './shipments';

/** One order with everything that is known about it. It is refetched after each change. */
export function OrderDetail({ integration, id, search }: { integration: string; id: string; search: string }) {
  const api = useApi();
  const { data, error, refetch } = useQuery({
    queryKey: queryKeys.order(integration, id),
    queryFn: () => api.order(id, integration),
  });
  return (
    <DetailPanel title={data ? `Order ${data.name}` : 'Order'} back={withSearch('/orders', search)}>
      {data ? (
        <OrderSections order={data} />
      ) : (
        <DetailPlaceholder what="order" error={error} onRetry={() => void refetch()}>
          You may not have access to its integration.
        </DetailPlaceholder>
      )}
    </DetailPanel>
  );
}

function OrderSections({ order }: { order: Detail }) {
  return (
    <>
      <Section title="Summary">
        <DescriptionList
          items={[
            ['Status', <OrderStatus key="s" status={order.status} />],
            ...(order.test ? [['Test order', 'No sum includes it.'] as const] : []),
            ['Payment', humanize(order.payment)],
            ['Fulfillment', humanize(order.fulfilment)],
            ['Channel', <ChannelTitle key="c" channel={order.source} />],
            ['Integration', <IntegrationLink key="i" id={order.integration} />],
            [
              'Order ID',
              <span key="o" className="font-mono text-xs">
                {order.id}
              </span>,
            ],
            ['Placed', <Timestamp key="p" time={order.placed_at} />],
            ['Last updated', <Timestamp key="u" time={order.updated_at} />],
            ...(order.cancelled_at === null
              ? []
              : [['Cancelled', <Timestamp key="c" time={order.cancelled_at} />] as const]),
            ...(order.deleted_at === null
              ? []
              : [['Deleted at the channel', <Timestamp key="d" time={order.deleted_at} />] as const]),
          ]}
        />
      </Section>
      <Section title="Line items">
        <LineItems lineItems={order.lines} currency={order.currency} />
      </Section>
      <Section title="Money">
        <MoneyBreakdown order={order} />
      </Section>
      <Section title="Shipments">
        <Shipments shipments={order.shipments} emptyText="No shipments yet." />
        {order.ambiguous.length > 0 && (
          <p className="mt-2 text-warn">
            A shipment’s reference matches several orders, including this one, so the shipment is assigned to none.
          </p>
        )}
      </Section>
      {order.returns.length > 0 && (
        <Section title="Returns">
          <Shipments shipments={order.returns} emptyText="" />
        </Section>
      )}
      <Section title="History">
        <OrderHistory order={order} />
      </Section>
    </>
  );
}

function OrderStatus({ status }: { status: string }) {
  const changeCount = useChangeCount(status);
  return (
    <span key={changeCount} className={changeCount > 0 ? 'just-changed' : ''}>
      <Badge tone={toneOf(status)}>{humanize(status)}</Badge>
    </span>
  );
}

function LineItems({ lineItems, currency }: { lineItems: readonly LineItem[]; currency: string | null }) {
  if (lineItems.length === 0) return <p className="text-muted">The channel has not sent any line items.</p>;
  return (
    <div className="overflow-x-auto">
      <table className="w-full text-left">
        <thead className="text-muted">
          <tr>
            <th className="py-1 pr-3 font-normal">Product</th>
            <th className="py-1 pr-3 text-right font-normal">Quantity</th>
            <th className="py-1 pr-3 text-right font-normal">Price</th>
            <th className="py-1 text-right font-normal">Line total</th>
          </tr>
        </thead>
        <tbody>
          {lineItems.map((item) => (
            <tr key={item.id} className="border-t border-line align-top">
              <td className="py-1 pr-3 break-words">
                {item.title || item.sku || item.id}
                {item.sku !== null && item.title !== '' && (
                  <span className="block font-mono text-xs text-muted">{item.sku}</span>
                )}
              </td>
              <td className="py-1 pr-3 text-right tabular-nums">{item.quantity}</td>
              <td className="py-1 pr-3 text-right">
                <Money amount={item.price} currency={currency} />
              </td>
              <td className="py-1 text-right">
                <Money amount={item.price === null ? null : multiply(item.price, item.quantity)} currency={currency} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
