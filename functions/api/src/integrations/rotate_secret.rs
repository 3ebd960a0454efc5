//! `POST /api/integrations/{id}/secrets/rotate`: adds a new secret and lets the old ones expire.

use domain::permissions::Action;
use serde::Serialize;
use store::integrations::IntegrationChange;
use tracing::info;
use types::event_id::EventIds;

use super::conflict::conflict;
use super::integration_members::IntegrationMembers;
use super::request::{RotateSecretRequest, UpdateIntegrationRequest};
use super::response::IntegrationResponse;
use super::settings::apply;
use crate::context::ApiContext;
use crate::error::ApiError;
use crate::request::ApiRequest;
use crate::response::Json;

/// The integration with its new secret.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct RotateSecretResponse {
    #[serde(flatten)]
    integration: IntegrationResponse,
    /// The value of the new secret, if Storebell generated it. Set it at the sender: no other response contains it.
    /// Null if the caller supplied the value.
    made: Option<String>,
}

/// `POST /api/integrations/{id}/secrets/rotate`
pub(crate) async fn rotate_secret(
    context: &ApiContext,
    request: &ApiRequest,
) -> Result<Json<RotateSecretResponse>, ApiError> {
    let current = IntegrationMembers::read(context, &request.user, request.path_parameter("id")).await?;
    let IntegrationMembers { mut integration, members, role } = current.permit(Action::RotateSecrets)?;
    let rotation = RotateSecretRequest::parse(&request.body)?;
    let secrets = rotation.rotated(&integration.secrets, context.clock.now())?;
    let update = UpdateIntegrationRequest { secrets: Some(secrets), ..UpdateIntegrationRequest::default() };
    apply(update, &mut integration, &EventIds::new(context.clock.clone()))?;
    let change = IntegrationChange { integration: &integration, put: &[], remove: &[] };
    context.integration_admin.change(&change).await?.map_err(conflict)?;
    info!(integration = %integration.id, secret.generated = rotation.is_generated, "secret rotated");
    let generated = rotation.is_generated.then(|| String::from_utf8_lossy(rotation.value.expose()).into_owned());
    let integration = IntegrationResponse::new(integration, Some(role), members);
    Ok(Json(RotateSecretResponse { integration, made: generated }))
}
