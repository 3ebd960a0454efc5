//! Finds the integration whose costs a request names, and checks what the caller's role may do with them.

use auth::User;
use domain::integration::IntegrationId;
use domain::permissions::Action;
use runtime::response::ErrorResponse;

use crate::context::ApiContext;
use crate::error::ApiError;
use crate::permissions::require;
use crate::query::Query;

/// The integration that the query names, if the user may do `action` in it.
///
/// # Errors
/// 400 `bad_query`; 404 if the integration does not exist or the user is no member of it; 403 if the user's role may not
/// do `action`.
pub(super) async fn permitted_integration(
    context: &ApiContext,
    user: &User,
    query: &Query,
    action: Action,
) -> Result<IntegrationId, ApiError> {
    let named = query.integration()?;
    let named = named.ok_or_else(|| ErrorResponse::bad_request("bad_query", "`integration` is missing."))?;
    let mut roles = context.roles(user).await?.into_iter();
    let (id, role) = roles.find(|(id, _)| *id == named).ok_or_else(ErrorResponse::not_found)?;
    require(role, action)?;
    Ok(id)
}
