//! `POST /api/webhooks/register/{integration}`

use std::time::Duration;

use domain::integration::Integration;
use domain::permissions::Action;
use tracing::info;

use super::response::RegistrationResponse;
use super::shopify;
use super::transports::transports;
use crate::context::ApiContext;
use crate::error::ApiError;
use crate::integrations::IntegrationMembers;
use crate::request::ApiRequest;
use crate::response::Json;

/// For all requests to the channel. The function's timeout is 10 s (`template.yaml`), of which the tables may take 3.5 s.
const CHANNEL_TIMEOUT: Duration = Duration::from_secs(6);

/// `POST /api/webhooks/register/{integration}`
pub(crate) async fn register(
    context: &ApiContext,
    request: &ApiRequest,
) -> Result<Json<RegistrationResponse>, ApiError> {
    let members = IntegrationMembers::read(context, &request.user, request.path_parameter("integration")).await?;
    let IntegrationMembers { integration, .. } = members.permit(Action::RegisterWebhooks)?;
    let url = webhook_url(&context.public_url, &integration);
    // The one channel whose API registers webhooks is Shopify; for all others, people follow the set-up steps.
    let topics = match channels::adapter(integration.channel).supports_register() {
        true => {
            let timeout_ms = i64::try_from(CHANNEL_TIMEOUT.as_millis()).unwrap_or(i64::MAX);
            let deadline = context.clock.now().plus_millis(timeout_ms);
            shopify::register(&context.shop_api, &integration, &url, deadline).await?
        }
        false => Vec::new(),
    };
    info!(integration = %integration.id, channel = integration.channel.name(), topics = topics.len(), "webhooks registered");
    let steps = channels::adapter(integration.channel).setup_steps(&integration, &url);
    let (transports, channel) = (transports(&integration), integration.channel);
    let response = RegistrationResponse { integration: integration.id, channel, url, transports, topics, steps };
    Ok(Json(response))
}

/// The URL that contains the integration's id: webhooks posted to it belong to this integration, whatever account they
/// name.
fn webhook_url(public_url: &str, integration: &Integration) -> String {
    format!("{public_url}/api/webhooks/{}/{}", integration.channel.name(), integration.id)
}
