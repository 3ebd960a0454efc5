//! Who may replay: who may do more than look.

use auth::User;
use domain::integration::IntegrationId;
use runtime::response::ErrorResponse;

use super::super::acting::may_act;
use crate::dashboard::Dashboard;
use crate::error::ApiError;

pub(super) fn forbidden() -> ErrorResponse {
    ErrorResponse::forbidden("Only an owner or a member may replay events.")
}

/// The integrations whose events the user may replay, or the one of them that is `named`.
///
/// # Errors
/// 404 for a named one of which he is no member, whether there is one or not; 403 if he may only look.
pub(super) async fn replayable(
    dashboard: &Dashboard,
    user: &User,
    named: Option<&IntegrationId>,
) -> Result<Vec<IntegrationId>, ApiError> {
    let mut seen = dashboard.memberships.of_user(user.as_str()).await?;
    seen.retain(|(id, _)| named.is_none_or(|named| named == id));
    if named.is_some() && seen.is_empty() {
        return Err(ErrorResponse::not_found().into());
    }
    let only_looks = !seen.is_empty();
    let replayable: Vec<_> = seen.into_iter().filter(|(_, role)| may_act(*role)).map(|(id, _)| id).collect();
    if replayable.is_empty() && only_looks {
        return Err(forbidden().into());
    }
    Ok(replayable)
}
