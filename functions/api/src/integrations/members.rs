//! An integration with its members, as one caller may know it.

use auth::User;
use domain::integration::{Integration, IntegrationId, Member, Role};
use runtime::response::ErrorResponse;

use super::view::IntegrationView;
use crate::dashboard::Dashboard;
use crate::error::ApiError;

/// An integration, all its members, and the caller's role among them.
pub(crate) struct Roster {
    pub(crate) integration: Integration,
    pub(super) members: Vec<Member>,
    pub(crate) role: Role,
}

impl Roster {
    /// Of the integration `id`, for a caller who is one of its members.
    ///
    /// The settings are read first: if the members change after that, the settings' version has changed too, and a
    /// write on condition of it fails.
    ///
    /// # Errors
    /// 404 where there is no such integration, and for all who are no members of it.
    pub(crate) async fn read(dashboard: &Dashboard, user: &User, id: &str) -> Result<Self, ApiError> {
        let id: IntegrationId = id.parse().map_err(|_| ErrorResponse::not_found())?;
        let integration = dashboard.finder.by_id(&id).await?;
        let members = dashboard.memberships.of_integration(&id).await?;
        let role = role_of(user, &members);
        match (integration, role) {
            (Some(integration), Some(role)) => Ok(Self { integration, members, role }),
            _ => Err(ErrorResponse::not_found().into()),
        }
    }

    /// Refuses whoever is no owner.
    ///
    /// # Errors
    /// 403.
    pub(super) fn owned(self) -> Result<Self, ErrorResponse> {
        match self.role {
            Role::Owner => Ok(self),
            Role::Member | Role::Viewer => Err(ErrorResponse::forbidden("Only an owner may change an integration.")),
        }
    }

    /// As the caller sees it.
    pub(super) fn view(self) -> IntegrationView {
        IntegrationView::of(self.integration, Some(self.role), self.members)
    }
}

/// The user's role among `members`.
pub(super) fn role_of(user: &User, members: &[Member]) -> Option<Role> {
    members.iter().find(|member| member.user == user.as_str()).map(|member| member.role)
}
