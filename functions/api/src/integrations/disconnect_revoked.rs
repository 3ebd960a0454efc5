//! Closes the live connections of who may see less than before.
//!
//! Nobody gets anything by a connection that stays open: each push reads who is a member. Closed, its client learns that
//! something has changed.

use std::time::Duration;

use domain::integration::Member;
use live::push::disconnect;
use store::StoreError;
use store::connections::UserConnections;
use tracing::warn;
use types::concurrency::bounded;

use crate::dashboard::Dashboard;

/// The time for all of it: a change is answered within API Gateway's time, however many connections there are.
const TIME_LIMIT: Duration = Duration::from_secs(2);
/// How many users, and how many connections of each, are worked on at once.
const AT_ONCE: usize = 8;

/// Closes all connections of the users who were members before and are none now, or are less.
pub(super) async fn close_connections(dashboard: &Dashboard, before: &[Member], after: &[Member]) {
    let closing = lowered(before, after).into_iter().map(|user| close_all(dashboard, user)).collect();
    match tokio::time::timeout(TIME_LIMIT, bounded(AT_ONCE, closing)).await {
        Ok(closed) => closed.into_iter().filter_map(Result::err).for_each(|error| {
            warn!(%error, "connections of who lost an integration stay open; pushes pass them over");
        }),
        Err(_) => warn!("connections of who lost an integration were not all closed in time; pushes pass them over"),
    }
}

async fn close_all(dashboard: &Dashboard, user: &str) -> Result<(), StoreError> {
    let UserConnections { connections, unreadable } =
        dashboard.connections.all_of_user(user, dashboard.clock.now()).await?;
    let ids = connections.into_iter().map(|connection| connection.id).chain(unreadable);
    let closing = ids.map(|id| async move { disconnect(&dashboard.connections, &dashboard.gateway, user, &id).await });
    bounded(AT_ONCE, closing.collect()).await.into_iter().collect()
}

fn lowered<'a>(before: &'a [Member], after: &[Member]) -> Vec<&'a str> {
    let now = |user: &str| after.iter().find(|member| member.user == user).map(|member| member.role);
    let lower = before.iter().filter(|member| now(&member.user) < Some(member.role));
    lower.map(|member| member.user.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use domain::integration::Role;

    use super::*;

    #[test]
    fn who_is_removed_or_lowered_is_found_and_nobody_else() {
        let member = |user: &str, role| Member { user: user.to_owned(), role };
        let before = [
            member("ann", Role::Owner),
            member("bob", Role::Owner),
            member("eve", Role::Viewer),
            member("joe", Role::Member),
            member("kim", Role::Member),
        ];
        let after = [
            member("ann", Role::Owner),
            member("bob", Role::Viewer),
            member("kim", Role::Owner),
            member("new", Role::Viewer),
        ];
        assert_eq!(lowered(&before, &after), ["bob", "eve", "joe"]);
    }
}
