//! Changes of an integration: on or off, who sees it, which secrets it has, what a sale costs.

use auth::User;
use domain::integration::{Integration, Member};
use lambda_http::Body;
use lambda_http::http::StatusCode;
use runtime::response::{ErrorResponse, Response, json};
use store::integrations::IntegrationChange;
use tracing::info;
use types::event_id::EventIds;

use super::body::{self, Patch, WantedSecret};
use super::conflict::conflict;
use super::disconnect_revoked::close_connections;
use super::members::{Roster, role_of};
use super::quota::check_room;
use super::ships_for::check_ships_for;
use super::view::IntegrationView;
use crate::dashboard::Dashboard;
use crate::error::ApiError;
use crate::query::Query;

/// The most members that are put and removed at once: each is two rows, and a transaction has 100
/// (<https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html>).
const MOST_CHANGES: usize = 49;

/// `PATCH /api/integrations/{id}`
pub(crate) async fn change(
    dashboard: &Dashboard,
    user: &User,
    id: &str,
    query: Option<&str>,
    body: &Body,
) -> Result<Response, ApiError> {
    Query::none(query)?;
    let Roster { mut integration, members: before, .. } = Roster::read(dashboard, user, id).await?.owned()?;
    let mut patch = Patch::read(body, dashboard.clock.now(), &integration)?;
    let after = patch.members.take().unwrap_or_else(|| before.clone());
    let (put, remove) = difference(&before, &after)?;
    let is_new = |member: &&Member| !before.iter().any(|held| held.user == member.user);
    check_room(dashboard, user, put.iter().filter(is_new).map(|member| member.user.as_str())).await?;
    let before_change = integration.ships_for.clone();
    apply(patch, &mut integration, &EventIds::new(dashboard.clock.clone()))?;
    if integration.ships_for != before_change {
        check_ships_for(dashboard, user, &integration).await?;
    }
    let changed =
        dashboard.admin.change(&IntegrationChange { integration: &integration, put: &put, remove: &remove }).await?;
    changed.map_err(conflict)?;
    info!(integration = %integration.id, members.put = put.len(), members.removed = remove.len(), "integration changed");
    close_connections(dashboard, &before, &after).await;
    let role = role_of(user, &after);
    Ok(json(StatusCode::OK, &IntegrationView::of(integration, role, after)))
}

/// Changes the settings; what then would not fit together is refused.
pub(super) fn apply(patch: Patch, integration: &mut Integration, ids: &EventIds) -> Result<(), ErrorResponse> {
    let are_new = patch.schemes.is_some();
    integration.schemes = patch.schemes.unwrap_or_else(|| integration.schemes.clone());
    integration.topic = patch.topic.unwrap_or_else(|| integration.topic.take());
    integration.reply = patch.reply.unwrap_or_else(|| integration.reply.take());
    integration.ships_for = patch.ships_for.unwrap_or_else(|| integration.ships_for.take());
    integration.fees = patch.fees.unwrap_or_else(|| std::mem::take(&mut integration.fees));
    integration.access_token = patch.access_token.unwrap_or_else(|| integration.access_token.take());
    integration.enabled = patch.enabled.unwrap_or(integration.enabled);
    let held = || integration.secrets.iter().cloned().map(WantedSecret::Kept).collect();
    let secrets = patch.secrets.unwrap_or_else(held);
    body::check_secrets(&secrets, &integration.schemes, are_new)?;
    integration.secrets = secrets.into_iter().map(|secret| secret.stored(ids)).collect();
    body::check_choices(integration)
}

/// The members to put and the users to remove, so that `before` becomes `after`.
fn difference(before: &[Member], after: &[Member]) -> Result<(Vec<Member>, Vec<String>), ErrorResponse> {
    let put: Vec<_> = after.iter().filter(|member| !before.contains(member)).cloned().collect();
    let gone = |member: &&Member| !after.iter().any(|other| other.user == member.user);
    let remove: Vec<_> = before.iter().filter(gone).map(|member| member.user.clone()).collect();
    if put.len() + remove.len() > MOST_CHANGES {
        let message = format!("At most {MOST_CHANGES} members can be put or removed at once.");
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
    fn only_what_differs_is_written() {
        let before = [member("ann", Role::Owner), member("bob", Role::Viewer), member("eve", Role::Viewer)];
        let after = [member("ann", Role::Owner), member("bob", Role::Member), member("joe", Role::Viewer)];
        let (put, remove) = difference(&before, &after).unwrap();
        assert_eq!(put, [member("bob", Role::Member), member("joe", Role::Viewer)]);
        assert_eq!(remove, ["eve"]);
    }

    #[test]
    fn more_changes_than_a_transaction_holds_are_refused() {
        let users = |from: usize, to: usize| -> Vec<_> { (from..to).map(|user| member(user, Role::Viewer)).collect() };
        assert!(difference(&users(0, 40), &users(24, 65)).is_ok());
        assert_eq!(difference(&users(0, 40), &users(25, 65)).unwrap_err().code, "too_many_changes");
    }
}
