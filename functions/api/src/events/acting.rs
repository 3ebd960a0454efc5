//! One event, for those who may do more than look at it.

use auth::User;
use domain::integration::{IntegrationId, Role};
use runtime::response::ErrorResponse;
use store::events::Event;
use types::event_id::EventId;

use crate::dashboard::Dashboard;
use crate::error::ApiError;

/// Owners and members. Viewers see the event, so that it is no secret to them that there is one.
pub(super) fn may_act(role: Role) -> bool {
    match role {
        Role::Owner | Role::Member => true,
        Role::Viewer => false,
    }
}

/// The event `id`, and all integrations that the user sees.
///
/// # Errors
/// 404 where he sees no such event; `forbidden` where he may only look.
pub(super) async fn acted_on(
    dashboard: &Dashboard,
    user: &User,
    id: &str,
    forbidden: impl FnOnce() -> ErrorResponse,
) -> Result<(Event, Vec<IntegrationId>), ApiError> {
    let id: EventId = id.parse().map_err(|_| ErrorResponse::not_found())?;
    let mine = dashboard.memberships.of_user(user.as_str()).await?;
    let visible: Vec<_> = mine.iter().map(|(integration, _)| integration.clone()).collect();
    let event = dashboard.events.find(&visible, id).await?.ok_or_else(ErrorResponse::not_found)?;
    if !mine.iter().any(|(id, role)| *id == event.summary.integration && may_act(*role)) {
        return Err(forbidden().into());
    }
    Ok((event, visible))
}
