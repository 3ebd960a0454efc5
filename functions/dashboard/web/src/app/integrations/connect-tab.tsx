import type { Integration } from '../api/types';
import { webhookUrl, channelInfo, requiredHeaders } from '../channels/channels';
import { CopyField } from '../ui/copy-field';
import { Section } from '../ui/section';
import { LeaveIntegration } from './leave-integration';
import { RegisterWebhooks } from './register-webhooks';
import { SendTestWebhook } from './send-test-webhook';

/** The webhook URL, the setup steps on the channel's side, and a test. */
export function ConnectTab({ integration }: { integration: Integration }) {
  const info = channelInfo(integration.channel);
  const headers = requiredHeaders(integration);
  return (
    <>
      <Section title="Webhook settings for the channel">
        <div className="flex max-w-2xl flex-col gap-3">
          <CopyField label="Webhook URL" value={webhookUrl(integration, location.origin)} />
          {headers.map(({ content, name }) => (
            <CopyField key={name} label={`Header with ${content}`} value={name} />
          ))}
        </div>
      </Section>
      <Section title="Setup steps">
        <ol className="max-w-2xl list-decimal pl-5">
          {info.steps.map((step) => (
            <li key={step} className="py-0.5">
              {step}
            </li>
          ))}
        </ol>
      </Section>
      {info.hasApi === true && integration.role === 'owner' && (
        <Section title={`Register webhooks with ${info.name}`}>
          <RegisterWebhooks integration={integration} />
        </Section>
      )}
      {integration.role !== 'owner' && (
        <Section title="Leave integration">
          <LeaveIntegration id={integration.id} />
        </Section>
      )}
      {integration.role !== 'viewer' && (
        <Section title="Test">
          <SendTestWebhook integration={integration} />
        </Section>
      )}
    </>
  );
}
