//! A member leaves.

use auth::User;
use domain::integration::{IntegrationId, Role};
use lambda_http::http::StatusCode;
use runtime::response::{ErrorResponse, Response, json};
use serde::Serialize;
use store::integrations::IntegrationChange;
use tracing::info;

use super::conflict::conflict;
use super::disconnect_revoked::close_connections;
use super::members::Roster;
use crate::dashboard::Dashboard;
use crate::error::ApiError;
use crate::query::Query;

#[derive(Serialize)]
struct Left {
    id: IntegrationId,
    left: bool,
}

/// `DELETE /api/integrations/{id}/members/me`
pub(crate) async fn leave(
    dashboard: &Dashboard,
    user: &User,
    id: &str,
    query: Option<&str>,
) -> Result<Response, ApiError> {
    Query::none(query)?;
    let Roster { integration, members, role } = Roster::read(dashboard, user, id).await?;
    let stay: Vec<_> = members.iter().filter(|member| member.user != user.as_str()).cloned().collect();
    if role == Role::Owner && !stay.iter().any(|member| member.role == Role::Owner) {
        let message = "You are its last owner: make another member one, or delete the integration.";
        return Err(ErrorResponse::new(StatusCode::CONFLICT, "owner_needed", message).into());
    }
    // On condition that nothing was changed meanwhile: of two last owners who leave at once, one stays.
    let remove = [user.as_str().to_owned()];
    let change = IntegrationChange { integration: &integration, put: &[], remove: &remove };
    dashboard.admin.change(&change).await?.map_err(conflict)?;
    close_connections(dashboard, &members, &stay).await;
    info!(integration = %integration.id, "a member left");
    Ok(json(StatusCode::OK, &Left { id: integration.id, left: true }))
}
