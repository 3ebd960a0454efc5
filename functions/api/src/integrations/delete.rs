//! `DELETE /api/integrations/{id}`: deletes an integration.
//!
//! One transaction deletes the settings, the secrets, the memberships and the claim of the account. What was received for
//! the integration stays stored, but nobody can see it: every list starts from a membership, and the id is never assigned
//! again.

use auth::User;
use domain::integration::IntegrationId;
use domain::permissions::Action;
use lambda_http::http::StatusCode;
use runtime::response::ErrorResponse;
use serde::Serialize;
use tracing::info;
use types::concurrency::bounded;
use types::time::Time;

use super::conflict::conflict;
use super::disconnect_revoked::disconnect_revoked;
use super::integration_members::IntegrationMembers;
use crate::context::ApiContext;
use crate::error::ApiError;
use crate::request::ApiRequest;
use crate::response::Json;

const MAX_CONCURRENT_READS: usize = 16;

/// A deleted integration.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct DeleteIntegrationResponse {
    /// The id of the integration. No other integration will get it.
    id: IntegrationId,
    /// The counts of the deleted rows.
    removed: DeletedParts,
    /// The data that stay stored and that nobody can see.
    kept: RetainedParts,
}

/// The rows that were deleted with an integration.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct DeletedParts {
    /// How many members it had.
    members: usize,
    /// How many secrets it had.
    secrets: usize,
    /// Whether another integration can now claim its account.
    account: bool,
}

/// The data that stay stored after an integration is deleted.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct RetainedParts {
    /// When the last of its deliveries expires, with its body.
    deliveries_until: Time,
    /// Whether the states of its orders and its costs stay: always true, since they do not expire.
    states: bool,
}

/// `DELETE /api/integrations/{id}`
pub(crate) async fn delete(
    context: &ApiContext,
    request: &ApiRequest,
) -> Result<Json<DeleteIntegrationResponse>, ApiError> {
    let current = IntegrationMembers::read(context, &request.user, request.path_parameter("id")).await?;
    let IntegrationMembers { integration, members, .. } = current.permit(Action::DeleteIntegration)?;
    reject_while_shipped_for(context, &request.user, &integration.id).await?;
    let now = context.clock.now();
    context.integration_admin.remove(&integration, &members, now).await?.map_err(conflict)?;
    disconnect_revoked(context, &members, &[]).await;
    info!(integration = %integration.id, members = members.len(), "integration deleted");
    let removed = DeletedParts {
        members: members.len(),
        secrets: integration.secrets.len(),
        account: channels::capabilities(integration.channel).found_by_account,
    };
    let kept = RetainedParts { deliveries_until: now.plus_millis(context.retention_ms), states: true };
    Ok(Json(DeleteIntegrationResponse { id: integration.id, removed, kept }))
}

/// Rejects the deletion while one of the caller's courier integrations names the integration in `ships_for`. Courier
/// integrations that the caller cannot see do not prevent the deletion. After the deletion their shipments are
/// shown with no order.
///
/// # Errors
/// 409 `shipped_for`.
async fn reject_while_shipped_for(context: &ApiContext, user: &User, id: &IntegrationId) -> Result<(), ApiError> {
    let integrations = context.permitted_integrations(user, Action::SeeIntegration, None).await?;
    let reads = integrations.iter().map(|integration| context.integrations.by_id(integration)).collect();
    let mut couriers = Vec::new();
    for read in bounded(MAX_CONCURRENT_READS, reads).await {
        let courier = read?.filter(|courier| courier.ships_for.as_ref() == Some(id));
        couriers.extend(courier.map(|courier| courier.id.to_string()));
    }
    if couriers.is_empty() {
        return Ok(());
    }
    let message =
        format!("These integrations ship for this one. Change their `ships_for` first: {}.", couriers.join(", "));
    Err(ErrorResponse::new(StatusCode::CONFLICT, "shipped_for", message).into())
}
