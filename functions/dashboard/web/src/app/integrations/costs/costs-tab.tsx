import type { Integration } from '../../api/types';
import { Section } from '../../ui/section';
import { CsvImport } from './csv-import';
import { FeesForm } from './fees-form';
import { UnitCosts } from './unit-costs';

/** The costs of an integration's orders: fees and unit costs. */
export function CostsTab({ integration }: { integration: Integration }) {
  const canEdit = integration.role === 'owner' || integration.role === 'member';
  return (
    <>
      <Section title="Fees">
        <FeesForm integration={integration} />
      </Section>
      <Section title="Unit costs">
        <UnitCosts integration={integration.id} canEdit={canEdit} />
      </Section>
      {canEdit && (
        <Section title="Import unit costs">
          <CsvImport integration={integration.id} />
        </Section>
      )}
    </>
  );
}
