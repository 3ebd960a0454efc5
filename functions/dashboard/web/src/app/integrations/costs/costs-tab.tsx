import type { Integration } from '../../api/types';
import { Section } from '../../ui/description-list';
import { CsvImport } from './csv-import';
import { FeesForm } from './fees-form';
import { UnitCosts } from './unit-costs';

/** What a sale costs: fees of the channel, and what each article costs. */
export function CostsTab({ integration }: { integration: Integration }) {
  const mayPut = integration.role === 'owner' || integration.role === 'member';
  return (
    <>
      <Section title="Fees of a sale">
        <FeesForm integration={integration} />
      </Section>
      <Section title="Unit costs">
        <UnitCosts integration={integration.id} mayPut={mayPut} />
      </Section>
      {mayPut && (
        <Section title="Import unit costs">
          <CsvImport integration={integration.id} />
        </Section>
      )}
    </>
  );
}
