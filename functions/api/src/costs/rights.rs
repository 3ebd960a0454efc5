//! Whose costs they are: members see them, owners and members put them.

use auth::User;
use domain::integration::{IntegrationId, Role};
use runtime::response::ErrorResponse;

use crate::dashboard::Dashboard;
use crate::error::ApiError;
use crate::query::Query;

/// The integration that the query names, of which the user is a member, and his role there.
///
/// # Errors
/// 400 `bad_query`; 404 where he is no member, whether there is one or not.
pub(super) async fn named(
    dashboard: &Dashboard,
    user: &User,
    query: &Query,
) -> Result<(IntegrationId, Role), ApiError> {
    let id = query.integration()?;
    let id = id.ok_or_else(|| ErrorResponse::bad_request("bad_query", "Say whose costs by `integration`."))?;
    let mine = dashboard.memberships.of_user(user.as_str()).await?;
    Ok(mine.into_iter().find(|(mine, _)| *mine == id).ok_or_else(ErrorResponse::not_found)?)
}

/// Refuses who may only look.
///
/// # Errors
/// 403.
pub(super) fn may_put(role: Role) -> Result<(), ErrorResponse> {
    match role {
        Role::Owner | Role::Member => Ok(()),
        Role::Viewer => Err(ErrorResponse::forbidden("Only an owner or a member may put costs.")),
    }
}
