import type { ChannelDescription, Integration } from '../api/types';
import { useChannel } from '../queries/use-channels';
import { CopyField } from '../ui/copy-field';
import { Section } from '../ui/section';
import { LeaveIntegration } from './leave-integration';
import { RegisterWebhooks } from './register-webhooks';
import { SendTestWebhook } from './send-test-webhook';
import { requiredHeaders, setupSteps, webhookUrl } from './webhook-settings';

/** The webhook URL, the setup steps on the channel's side, and a test. */
export function ConnectTab({ integration }: { integration: Integration }) {
  const channel = useChannel(integration.channel);
  const headers = channel ? requiredHeaders(integration, channel) : [];
  return (
    <>
      <Section title="Webhook settings for the channel">
        <div className="flex max-w-2xl flex-col gap-3">
          <CopyField label="Webhook URL" value={webhookUrl(integration, location.origin)} />
          {headers.map(({ content, name }) => (
            <CopyField key={name} label={`Header with the ${content}`} value={name} />
          ))}
        </div>
      </Section>
      {channel && <ChannelSetup integration={integration} channel={channel} />}
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

function ChannelSetup({ integration, channel }: { integration: Integration; channel: ChannelDescription }) {
  return (
    <>
      <Section title="Setup steps">
        <ol className="max-w-2xl list-decimal pl-5">
          {setupSteps(channel, webhookUrl(integration, location.origin)).map((step) => (
            <li key={step} className="py-0.5 break-words">
              {step}
            </li>
          ))}
        </ol>
      </Section>
      {channel.capabilities.includes('register') && integration.role === 'owner' && (
        <Section title={`Register webhooks with ${channel.title}`}>
          <RegisterWebhooks integration={integration} />
        </Section>
      )}
    </>
  );
}
