//! Room for more: every list and every resume reads from each of a user's integrations.

use auth::User;
use lambda_http::http::StatusCode;
use runtime::response::ErrorResponse;
use types::concurrency::bounded;

use crate::dashboard::Dashboard;
use crate::error::ApiError;

/// The most integrations of one user.
const MOST: usize = 100;
/// The most users who are looked at at once.
const AT_ONCE: usize = 16;

/// Whether these users, each new to an integration, may have one more. Who makes another one a member does not ask him,
/// so that there must be an end of it.
///
/// # Errors
/// 409 `too_many_integrations`, in other words for the caller himself.
pub(super) async fn check_room<'a>(
    dashboard: &Dashboard,
    caller: &User,
    users: impl Iterator<Item = &'a str>,
) -> Result<(), ApiError> {
    let users: Vec<_> = users.collect();
    let lookups = users.iter().map(|user| dashboard.memberships.of_user(user)).collect();
    for (user, mine) in users.iter().zip(bounded(AT_ONCE, lookups).await) {
        if mine?.len() >= MOST {
            let message = if *user == caller.as_str() {
                format!("You have {MOST} integrations, and there is no room for more.")
            } else {
                format!("One of the new members has {MOST} integrations, and there is no room for more.")
            };
            return Err(ErrorResponse::new(StatusCode::CONFLICT, "too_many_integrations", message).into());
        }
    }
    Ok(())
}
