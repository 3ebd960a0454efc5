//! The 403 of an action that the caller's role may not do.

use domain::integration::Role;
use domain::permissions::Action;
use runtime::response::ErrorResponse;

/// Rejects `action` if `role` may not do it.
///
/// # Errors
/// 403 `forbidden`, which names the roles that may do it.
pub(crate) fn require(role: Role, action: Action) -> Result<(), ErrorResponse> {
    if role.may(action) { Ok(()) } else { Err(forbidden(action)) }
}

/// The 403 of `action`.
pub(crate) fn forbidden(action: Action) -> ErrorResponse {
    let roles = match action.lowest_role() {
        Role::Owner => "an owner",
        Role::Member => "an owner or a member",
        Role::Viewer => "an owner, a member or a viewer",
    };
    ErrorResponse::forbidden(format!("Only {roles} may {}.", action.phrase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forbidden_action_names_the_roles_that_may_do_it() {
        assert_eq!(require(Role::Member, Action::ReplayEvents), Ok(()));
        let error = require(Role::Viewer, Action::ReplayEvents).unwrap_err();
        assert_eq!((error.status.as_u16(), error.code), (403, "forbidden"));
        assert_eq!(error.message, "Only an owner or a member may replay events.");
        let error = require(Role::Member, Action::ChangeIntegration).unwrap_err();
        assert_eq!(error.message, "Only an owner may change an integration.");
    }
}
