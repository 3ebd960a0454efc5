//! Whose costs they are: members see them, owners and members put them.

use shared::answer::ClientError;
use shared::integration::{IntegrationId, Role};
use shared::sign_in::User;

use crate::dashboard::Dashboard;
use crate::query::Query;
use crate::refusal::Refusal;

/// The integration that the query names, of which the user is a member, and his role there.
///
/// # Errors
/// 400 `bad_query`; 404 where he is no member, whether there is one or not.
pub(super) async fn named(dashboard: &Dashboard, user: &User, query: &Query) -> Result<(IntegrationId, Role), Refusal> {
    let id = query.integration()?;
    let id = id.ok_or_else(|| ClientError::bad_request("bad_query", "Say whose costs by `integration`."))?;
    let mine = dashboard.memberships.of_user(user.as_str()).await?;
    Ok(mine.into_iter().find(|(mine, _)| *mine == id).ok_or_else(ClientError::not_found)?)
}

/// Refuses who may only look.
///
/// # Errors
/// 403.
pub(super) fn may_put(role: Role) -> Result<(), ClientError> {
    match role {
        Role::Owner | Role::Member => Ok(()),
        Role::Viewer => Err(ClientError::forbidden("Only an owner or a member may put costs.")),
    }
}
