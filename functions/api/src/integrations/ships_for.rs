//! The integration whose orders a courier's shipments carry.

use auth::User;
use domain::integration::{Integration, Role};
use runtime::response::ErrorResponse;

use super::members::role_of;
use crate::dashboard::Dashboard;
use crate::error::ApiError;

/// Whether `user` may let the integration's shipments be shown with the orders that it names: these are another
/// integration's, whose owner he must be, too.
///
/// # Errors
/// 400 `bad_body`: where the channel is no courier, where it names itself, and, alike, where there is no such
/// integration or the user is no owner of it.
pub(super) async fn check_ships_for(
    dashboard: &Dashboard,
    user: &User,
    integration: &Integration,
) -> Result<(), ApiError> {
    let Some(named) = &integration.ships_for else { return Ok(()) };
    let wrong = |why: &str| ApiError::from(ErrorResponse::bad_request("bad_body", format!("`ships_for`: {why}.")));
    if !channels::capabilities(integration.channel).courier {
        return Err(wrong("the channel carries no orders of others"));
    }
    let members = dashboard.memberships.of_integration(named).await?;
    if *named == integration.id || role_of(user, &members) != Some(Role::Owner) {
        return Err(wrong("it must be another integration that you own"));
    }
    Ok(())
}
