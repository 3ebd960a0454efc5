//! `DELETE /api/integrations/{id}/members/me`: a member leaves.

use domain::integration::{IntegrationId, Role};
use domain::permissions::Action;
use lambda_http::http::StatusCode;
use runtime::response::ErrorResponse;
use serde::Serialize;
use store::integrations::IntegrationChange;
use tracing::info;

use super::conflict::conflict;
use super::disconnect_revoked::disconnect_revoked;
use super::integration_members::IntegrationMembers;
use crate::context::ApiContext;
use crate::error::ApiError;
use crate::request::ApiRequest;
use crate::response::Json;

/// The caller has left the integration.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct LeaveIntegrationResponse {
    /// The id of the integration.
    id: IntegrationId,
    /// Always true.
    left: bool,
}

/// `DELETE /api/integrations/{id}/members/me`
pub(crate) async fn leave(
    context: &ApiContext,
    request: &ApiRequest,
) -> Result<Json<LeaveIntegrationResponse>, ApiError> {
    let user = &request.user;
    let members = IntegrationMembers::read(context, user, request.path_parameter("id")).await?;
    let IntegrationMembers { integration, members, role } = members.permit(Action::LeaveIntegration)?;
    let remaining: Vec<_> = members.iter().filter(|member| member.user != user.as_str()).cloned().collect();
    if role == Role::Owner && !remaining.iter().any(|member| member.role == Role::Owner) {
        let message = "You are the last owner. Make another member an owner first, or delete the integration.";
        return Err(ErrorResponse::new(StatusCode::CONFLICT, "owner_needed", message).into());
    }
    // The write fails if the integration was changed since it was read. So if the last two owners leave at once, one stays.
    let remove = [user.as_str().to_owned()];
    let change = IntegrationChange { integration: &integration, put: &[], remove: &remove };
    context.integration_admin.change(&change).await?.map_err(conflict)?;
    disconnect_revoked(context, &members, &remaining).await;
    info!(integration = %integration.id, "member left the integration");
    Ok(Json(LeaveIntegrationResponse { id: integration.id, left: true }))
}
