import type { Integration } from '../api/types';
import { CopyField } from '../ui/copy-field';
import { Section } from '../ui/description-list';
import { addressOf, guideOf, headersOf } from '../channels/channels';
import { Leave } from './leave-integration';
import { Register } from './register-webhooks';
import { SendTest } from './send-test-webhook';

/** What the channel has to be told, and whether it works. */
export function ConnectTab({ integration }: { integration: Integration }) {
  const headers = headersOf(integration);
  return (
    <>
      <Section title="For the channel’s console">
        <div className="flex max-w-2xl flex-col gap-3">
          <CopyField label="Address for webhooks" value={addressOf(integration, location.origin)} />
          {headers.map(({ says, name }) => (
            <CopyField key={name} label={`Header of ${says}`} value={name} />
          ))}
        </div>
      </Section>
      <Section title="Steps">
        <ol className="max-w-2xl list-decimal pl-5">
          {guideOf(integration.channel).steps.map((step) => (
            <li key={step} className="py-0.5">
              {step}
            </li>
          ))}
        </ol>
      </Section>
      {integration.channel === 'shopify' && integration.role === 'owner' && (
        <Section title="Register with Shopify">
          <Register integration={integration} />
        </Section>
      )}
      {integration.role !== 'owner' && (
        <Section title="Leave">
          <Leave id={integration.id} />
        </Section>
      )}
      {integration.role !== 'viewer' && (
        <Section title="Try it">
          <SendTest integration={integration} />
        </Section>
      )}
    </>
  );
}
