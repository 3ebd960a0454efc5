import { useParams } from 'wouter';

import { useTitle } from '../ui/use-title';
import { IntegrationDetail } from './integration-detail';
import { IntegrationList } from './integration-list';

/** The integrations, or the one that is open. */
export default function IntegrationsPage() {
  const { id } = useParams();
  useTitle(id ?? 'Integrations');
  return (
    <div
      role="region"
      aria-label="Integrations"
      tabIndex={0}
      className="h-full overflow-y-auto px-4 py-4 -outline-offset-2"
    >
      <div className="mx-auto max-w-5xl">
        {id === undefined ? <IntegrationList /> : <IntegrationDetail key={id} id={id} />}
      </div>
    </div>
  );
}
