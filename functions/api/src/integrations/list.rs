//! `GET /api/integrations`: all integrations of a user.

use domain::integration::{IntegrationId, Role};
use domain::permissions::Action;
use serde::Serialize;
use store::StoreError;
use types::concurrency::bounded;

use super::response::IntegrationResponse;
use crate::context::ApiContext;
use crate::error::ApiError;
use crate::request::ApiRequest;
use crate::response::Json;

const MAX_CONCURRENT_READS: usize = 16;

/// All integrations of the caller.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct IntegrationListResponse {
    /// The integrations, by id.
    integrations: Vec<IntegrationResponse>,
}

/// `GET /api/integrations`
pub(crate) async fn list(
    context: &ApiContext,
    request: &ApiRequest,
) -> Result<Json<IntegrationListResponse>, ApiError> {
    let mut roles = context.roles(&request.user).await?;
    roles.retain(|(_, role)| role.may(Action::SeeIntegration));
    let reads = roles.iter().map(|(id, role)| read(context, id, *role)).collect();
    let integrations = bounded(MAX_CONCURRENT_READS, reads).await.into_iter().filter_map(Result::transpose);
    let integrations = integrations.collect::<Result<_, _>>()?;
    Ok(Json(IntegrationListResponse { integrations }))
}

/// `None` if the integration was deleted since the memberships were read.
async fn read(context: &ApiContext, id: &IntegrationId, role: Role) -> Result<Option<IntegrationResponse>, StoreError> {
    let Some(integration) = context.integrations.by_id(id).await? else { return Ok(None) };
    let members = if role.may(Action::SeeMembers) { context.memberships.of_integration(id).await? } else { Vec::new() };
    Ok(Some(IntegrationResponse::new(integration, Some(role), members)))
}
