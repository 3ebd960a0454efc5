//! An integration with its members, read for one caller.

use auth::User;
use domain::integration::{Integration, IntegrationId, Member, Role};
use domain::permissions::Action;
use runtime::response::ErrorResponse;

use super::response::IntegrationResponse;
use crate::context::ApiContext;
use crate::error::ApiError;
use crate::permissions::require;

/// An integration, its members, and the caller's role.
pub(crate) struct IntegrationMembers {
    pub(crate) integration: Integration,
    pub(super) members: Vec<Member>,
    pub(super) role: Role,
}

impl IntegrationMembers {
    /// Reads the integration `id` for a caller who is one of its members.
    ///
    /// The settings are read before the members: if the members change in between, the version of the settings has
    /// changed, too, and a write that is conditional on the version fails.
    ///
    /// # Errors
    /// 404 if the integration does not exist or the user is no member of it.
    pub(crate) async fn read(context: &ApiContext, user: &User, id: &str) -> Result<Self, ApiError> {
        let id: IntegrationId = id.parse().map_err(|_| ErrorResponse::not_found())?;
        let integration = context.integrations.by_id(&id).await?;
        let members = context.memberships.of_integration(&id).await?;
        let role = role_of(user, &members);
        match (integration, role) {
            (Some(integration), Some(role)) => Ok(Self { integration, members, role }),
            _ => Err(ErrorResponse::not_found().into()),
        }
    }

    /// The integration and its members, if the caller's role may do `action`.
    ///
    /// # Errors
    /// 403.
    pub(crate) fn permit(self, action: Action) -> Result<Self, ErrorResponse> {
        require(self.role, action)?;
        Ok(self)
    }

    /// The integration as the caller sees it.
    pub(super) fn response(self) -> IntegrationResponse {
        IntegrationResponse::new(self.integration, Some(self.role), self.members)
    }
}

/// The user's role among `members`.
pub(super) fn role_of(user: &User, members: &[Member]) -> Option<Role> {
    members.iter().find(|member| member.user == user.as_str()).map(|member| member.role)
}
