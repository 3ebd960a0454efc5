//! The end of an integration.
//!
//! What makes it one goes at once and together: settings, secrets, memberships, the claim of its account. What was stored
//! under its id stays where it is, and nobody sees it any more: every list starts from a membership, and the id is never
//! given again.

use auth::User;
use domain::integration::IntegrationId;
use lambda_http::http::StatusCode;
use runtime::response::{ErrorResponse, Response, json};
use serde::Serialize;
use tracing::info;
use types::concurrency::bounded;
use types::time::Time;

use super::conflict::conflict;
use super::disconnect_revoked::close_connections;
use super::members::Roster;
use crate::dashboard::Dashboard;
use crate::error::ApiError;
use crate::query::Query;

/// The most integrations that are read at once.
const AT_ONCE: usize = 16;

#[derive(Serialize)]
struct Answered {
    id: IntegrationId,
    removed: Removed,
    kept: Kept,
}

#[derive(Serialize)]
struct Removed {
    members: usize,
    secrets: usize,
    /// Whether its account can be claimed by another integration from now on.
    account: bool,
}

#[derive(Serialize)]
struct Kept {
    /// By then the last delivery has expired, bodies included.
    deliveries_until: Time,
    /// Pictures of orders and costs have no end of their own.
    states: bool,
}

/// `DELETE /api/integrations/{id}`
pub(crate) async fn remove(
    dashboard: &Dashboard,
    user: &User,
    id: &str,
    query: Option<&str>,
) -> Result<Response, ApiError> {
    Query::none(query)?;
    let Roster { integration, members, .. } = Roster::read(dashboard, user, id).await?.owned()?;
    refuse_while_shipped_for(dashboard, user, &integration.id).await?;
    let now = dashboard.clock.now();
    dashboard.admin.remove(&integration, &members, now).await?.map_err(conflict)?;
    close_connections(dashboard, &members, &[]).await;
    info!(integration = %integration.id, members = members.len(), "integration removed");
    let removed = Removed {
        members: members.len(),
        secrets: integration.secrets.len(),
        account: channels::capabilities(integration.channel).found_by_account,
    };
    let kept = Kept { deliveries_until: now.plus_millis(dashboard.retention_ms), states: true };
    Ok(json(StatusCode::OK, &Answered { id: integration.id, removed, kept }))
}

/// A courier that carries its orders would point into nothing; whoever set that owned both, so he is the one to tell.
/// Couriers that the caller cannot see are not told of, and find no order any more.
async fn refuse_while_shipped_for(dashboard: &Dashboard, user: &User, id: &IntegrationId) -> Result<(), ApiError> {
    let mine = dashboard.memberships.of_user(user.as_str()).await?;
    let reads = mine.iter().map(|(id, _)| dashboard.finder.by_id(id)).collect();
    let mut couriers = Vec::new();
    for read in bounded(AT_ONCE, reads).await {
        couriers.extend(
            read?.filter(|courier| courier.ships_for.as_ref() == Some(id)).map(|courier| courier.id.to_string()),
        );
    }
    if couriers.is_empty() {
        return Ok(());
    }
    let message = format!("These ship for it; change their `ships_for` first: {}.", couriers.join(", "));
    Err(ErrorResponse::new(StatusCode::CONFLICT, "shipped_for", message).into())
}
