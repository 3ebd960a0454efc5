//! Reads one event and checks what the caller's role may do with it.

use auth::User;
use domain::integration::IntegrationId;
use domain::permissions::Action;
use runtime::response::ErrorResponse;
use store::events::Event;
use types::event_id::EventId;

use crate::context::ApiContext;
use crate::error::ApiError;
use crate::permissions::forbidden;

/// An event, and the integrations that the caller sees.
pub(super) struct PermittedEvent {
    pub(super) event: Event,
    /// All integrations whose events the caller sees.
    pub(super) visible_integrations: Vec<IntegrationId>,
}

/// The event `id`, if the user may do `action` in its integration.
///
/// # Errors
/// 404 if the user does not see such an event; 403 if they see it, but may not do `action`.
pub(super) async fn permitted_event(
    context: &ApiContext,
    user: &User,
    id: &str,
    action: Action,
) -> Result<PermittedEvent, ApiError> {
    let id: EventId = id.parse().map_err(|_| ErrorResponse::not_found())?;
    let roles = context.roles(user).await?;
    let visible = roles.iter().filter(|(_, role)| role.may(Action::SeeEvents));
    let visible_integrations: Vec<_> = visible.map(|(integration, _)| integration.clone()).collect();
    let event = context.events.find(&visible_integrations, id).await?.ok_or_else(ErrorResponse::not_found)?;
    if !roles.iter().any(|(id, role)| *id == event.summary.integration && role.may(action)) {
        return Err(forbidden(action).into());
    }
    Ok(PermittedEvent { event, visible_integrations })
}
