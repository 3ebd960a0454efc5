//! The most integrations that a user can have. Every list and every catch-up reads from each of them.

use auth::User;
use lambda_http::http::StatusCode;
use runtime::response::ErrorResponse;
use types::concurrency::bounded;

use crate::context::ApiContext;
use crate::error::ApiError;

const MAX_INTEGRATIONS_PER_USER: usize = 100;
const MAX_CONCURRENT_READS: usize = 16;

/// Rejects the change if one of `new_members` already has as many integrations as a user can have. Members are added
/// without their consent, so the number must be bounded.
///
/// # Errors
/// 409 `too_many_integrations`; the message says whether it is the caller.
pub(super) async fn check_quota<'a>(
    context: &ApiContext,
    caller: &User,
    new_members: impl Iterator<Item = &'a str>,
) -> Result<(), ApiError> {
    let users: Vec<_> = new_members.collect();
    let reads = users.iter().map(|user| context.memberships.of_user(user)).collect();
    for (user, memberships) in users.iter().zip(bounded(MAX_CONCURRENT_READS, reads).await) {
        if memberships?.len() >= MAX_INTEGRATIONS_PER_USER {
            let subject = if *user == caller.as_str() { "You have" } else { "One of the new members has" };
            let message = format!("{subject} {MAX_INTEGRATIONS_PER_USER} integrations, the most that a user can have.");
            return Err(ErrorResponse::new(StatusCode::CONFLICT, "too_many_integrations", message).into());
        }
    }
    Ok(())
}
