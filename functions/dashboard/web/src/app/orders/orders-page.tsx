import { useParams, useSearchParams } from 'wouter';

import { useTitle } from '../ui/use-title';
import { OrderDetail } from './order-detail';
import { OrderList } from './order-list';

/** The order list, with the open order beside it. */
export default function OrdersPage() {
  const { integration, id } = useParams();
  useTitle(id === undefined ? 'Orders' : `Order ${id}`);
  const [search, setSearch] = useSearchParams();
  const open = integration !== undefined && id !== undefined ? { integration, id } : null;
  return (
    <div className="flex h-full">
      <section aria-label="Orders" className={`@container min-w-0 flex-1 flex-col ${open ? 'hidden lg:flex' : 'flex'}`}>
        <OrderList open={open} search={search} setSearch={setSearch} />
      </section>
      {open && <OrderDetail key={`${open.integration}#${open.id}`} {...open} search={search.toString()} />}
    </div>
  );
}
