import { useTitle } from '../ui/use-title';
import { ChannelActivityCard } from './channel-activity-card';
import { KeyFigures } from './key-figures';
import { MinutesChart } from './minutes-chart';
import { Failures } from './recent-failures';
import { RevenueTable } from './revenue-table';

/** Key figures, revenue, failures and channel activity at a glance. */
export default function OverviewPage() {
  useTitle('Overview');
  return (
    <div
      role="region"
      aria-label="Overview"
      tabIndex={0}
      className="h-full overflow-y-auto px-4 py-4 -outline-offset-2"
    >
      <div className="mx-auto flex max-w-6xl flex-col gap-4">
        <h1 className="text-lg font-semibold">Overview</h1>
        <KeyFigures />
        <MinutesChart />
        <RevenueTable />
        <div className="grid items-start gap-4 lg:grid-cols-2">
          <Failures />
          <ChannelActivityCard />
        </div>
      </div>
    </div>
  );
}
