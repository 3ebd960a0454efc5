//! `POST /api/webhooks/register/{integration}`

use std::time::Duration;

use auth::User;
use domain::integration::{Integration, Role};
use lambda_http::http::StatusCode;
use runtime::response::{ErrorResponse, Response, json};
use tracing::info;
use types::Channel;

use super::response::Registered;
use super::shopify;
use super::ways::ways;
use crate::dashboard::Dashboard;
use crate::error::ApiError;
use crate::integrations::Roster;
use crate::query::Query;

/// The time for all that is asked of a channel. The function has 10 s (`template.yaml`), of which the tables may take 3.5.
const TIME_LIMIT: Duration = Duration::from_secs(6);

/// Registers the webhooks of an integration at its channel, as far as the channel has an API for that.
pub(crate) async fn register(
    dashboard: &Dashboard,
    user: &User,
    id: &str,
    query: Option<&str>,
) -> Result<Response, ApiError> {
    Query::none(query)?;
    let Roster { integration, role, .. } = Roster::read(dashboard, user, id).await?;
    if role != Role::Owner {
        let message = "Only an owner may register an integration's webhooks.";
        return Err(ErrorResponse::forbidden(message).into());
    }
    let url = url(&dashboard.public_url, &integration);
    let topics = match integration.channel {
        Channel::Shopify => {
            let limit = i64::try_from(TIME_LIMIT.as_millis()).unwrap_or(i64::MAX);
            let deadline = dashboard.clock.now().plus_millis(limit);
            shopify::register(&dashboard.shops, &integration, &url, deadline).await?
        }
        Channel::Flipkart | Channel::Myntra | Channel::Selloship | Channel::Standard | Channel::Amazon => Vec::new(),
    };
    info!(integration = %integration.id, channel = integration.channel.name(), topics = topics.len(), "webhooks registered");
    let steps = channels::adapter(integration.channel).setup_steps(&integration, &url);
    let (ways, channel) = (ways(&integration), integration.channel);
    Ok(json(StatusCode::OK, &Registered { integration: integration.id, channel, url, ways, topics, steps }))
}

/// Always with the integration's id: such a URL is bound to it, whatever account a request names.
fn url(public_url: &str, integration: &Integration) -> String {
    format!("{public_url}/api/webhooks/{}/{}", integration.channel.name(), integration.id)
}
