//! `PATCH /api/integrations/{id}`: changes the settings, members and secrets of an integration.

use domain::integration::Member;
use domain::permissions::Action;
use runtime::response::ErrorResponse;
use store::integrations::IntegrationChange;
use tracing::info;
use types::event_id::EventIds;

use super::conflict::conflict;
use super::disconnect_revoked::disconnect_revoked;
use super::integration_members::{IntegrationMembers, role_of};
use super::quota::check_quota;
use super::request::UpdateIntegrationRequest;
use super::response::IntegrationResponse;
use super::settings::apply;
use super::ships_for::check_ships_for;
use crate::context::ApiContext;
use crate::error::ApiError;
use crate::request::ApiRequest;
use crate::response::Json;

/// The most members that are put and removed at once: each takes two rows, and a transaction has at most 100
/// (<https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html>).
const MAX_MEMBER_CHANGES: usize = 49;

/// `PATCH /api/integrations/{id}`
pub(crate) async fn update(context: &ApiContext, request: &ApiRequest) -> Result<Json<IntegrationResponse>, ApiError> {
    let user = &request.user;
    let current = IntegrationMembers::read(context, user, request.path_parameter("id")).await?;
    let IntegrationMembers { mut integration, members: before, .. } = current.permit(Action::ChangeIntegration)?;
    let mut body = UpdateIntegrationRequest::parse(&request.body, context.clock.now(), &integration)?;
    let after = body.members.take().unwrap_or_else(|| before.clone());
    let (put, remove) = member_changes(&before, &after)?;
    let is_new = |member: &&Member| !before.iter().any(|existing| existing.user == member.user);
    check_quota(context, user, put.iter().filter(is_new).map(|member| member.user.as_str())).await?;
    let ships_for_before = integration.ships_for.clone();
    apply(body, &mut integration, &EventIds::new(context.clock.clone()))?;
    if integration.ships_for != ships_for_before {
        check_ships_for(context, user, &integration).await?;
    }
    let change = IntegrationChange { integration: &integration, put: &put, remove: &remove };
    context.integration_admin.change(&change).await?.map_err(conflict)?;
    info!(integration = %integration.id, members.put = put.len(), members.removed = remove.len(), "integration changed");
    disconnect_revoked(context, &before, &after).await;
    let role = role_of(user, &after);
    Ok(Json(IntegrationResponse::new(integration, role, after)))
}

/// The members to put and the users to remove, so that `before` becomes `after`.
///
/// # Errors
/// 400 `too_many_changes`.
fn member_changes(before: &[Member], after: &[Member]) -> Result<(Vec<Member>, Vec<String>), ErrorResponse> {
    let put: Vec<_> = after.iter().filter(|member| !before.contains(member)).cloned().collect();
    let is_removed = |member: &&Member| !after.iter().any(|other| other.user == member.user);
    let remove: Vec<_> = before.iter().filter(is_removed).map(|member| member.user.clone()).collect();
    if put.len() + remove.len() > MAX_MEMBER_CHANGES {
        let message = format!("At most {MAX_MEMBER_CHANGES} members can be added, changed or removed at once.");
        return Err(ErrorResponse::bad_request("too_many_changes", message));
    }
    Ok((put, remove))
}

#[cfg(test)]
mod tests {
    use domain::integration::Role;

    use super::*;

    fn member(user: impl ToString, role: Role) -> Member {
        Member { user: user.to_string(), role }
    }

    #[test]
    fn unchanged_members_are_not_written() {
        let before = [member("ann", Role::Owner), member("bob", Role::Viewer), member("eve", Role::Viewer)];
        let after = [member("ann", Role::Owner), member("bob", Role::Member), member("joe", Role::Viewer)];
        let (put, remove) = member_changes(&before, &after).unwrap();
        assert_eq!(put, [member("bob", Role::Member), member("joe", Role::Viewer)]);
        assert_eq!(remove, ["eve"]);
    }

    #[test]
    fn more_changes_than_a_transaction_holds_are_rejected() {
        let users = |from: usize, to: usize| -> Vec<_> { (from..to).map(|user| member(user, Role::Viewer)).collect() };
        assert!(member_changes(&users(0, 40), &users(24, 65)).is_ok());
        assert_eq!(member_changes(&users(0, 40), &users(25, 65)).unwrap_err().code, "too_many_changes");
    }
}
