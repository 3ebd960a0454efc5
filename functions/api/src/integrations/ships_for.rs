//! The check of `ships_for`: the integration to whose orders a courier integration's shipments belong.

use auth::User;
use domain::integration::Integration;
use domain::permissions::Action;
use runtime::response::ErrorResponse;

use super::integration_members::role_of;
use crate::context::ApiContext;
use crate::error::ApiError;

/// Rejects a `ships_for` that the user may not set. The named integration shows the shipments with its orders, so the user
/// must be an owner there, too.
///
/// # Errors
/// 400 `bad_body` if the channel is no courier, if the integration names itself, and, with the same message, if the named
/// integration does not exist or the user may not link a courier to it.
pub(super) async fn check_ships_for(
    context: &ApiContext,
    user: &User,
    integration: &Integration,
) -> Result<(), ApiError> {
    let Some(named) = &integration.ships_for else { return Ok(()) };
    let error = |why: &str| ApiError::from(ErrorResponse::bad_request("bad_body", format!("`ships_for`: {why}.")));
    if !channels::capabilities(integration.channel).courier {
        return Err(error("the channel is not a courier"));
    }
    let members = context.memberships.of_integration(named).await?;
    let may_link = role_of(user, &members).is_some_and(|role| role.may(Action::LinkCourier));
    if *named == integration.id || !may_link {
        return Err(error("it must be another integration of which you are an owner"));
    }
    Ok(())
}
