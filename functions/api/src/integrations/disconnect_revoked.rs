//! Closes the live connections of users whose permissions were reduced.
//!
//! An open connection would not show them anything: every push reads the members. But a client whose connection is closed
//! reconnects, and so learns that its permissions have changed.

use std::time::Duration;

use domain::integration::Member;
use live::push::disconnect;
use store::StoreError;
use store::connections::UserConnections;
use tracing::warn;
use types::concurrency::bounded;

use crate::context::ApiContext;

/// For all connections together: the response must not wait longer, however many there are.
const TIMEOUT: Duration = Duration::from_secs(2);
/// How many users, and how many connections of each, are handled concurrently.
const MAX_CONCURRENT_CLOSES: usize = 8;

/// Closes all connections of the members whose role was removed or lowered. Failures are only logged.
pub(super) async fn disconnect_revoked(context: &ApiContext, before: &[Member], after: &[Member]) {
    let disconnects = revoked_users(before, after).into_iter().map(|user| disconnect_user(context, user)).collect();
    match tokio::time::timeout(TIMEOUT, bounded(MAX_CONCURRENT_CLOSES, disconnects)).await {
        Ok(results) => results.into_iter().filter_map(Result::err).for_each(|error| {
            warn!(%error, "a connection of a user with reduced permissions stays open; pushes skip it");
        }),
        Err(_) => warn!(
            timeout_ms = TIMEOUT.as_millis(),
            "some connections of users with reduced permissions were not closed in time; pushes skip them"
        ),
    }
}

async fn disconnect_user(context: &ApiContext, user: &str) -> Result<(), StoreError> {
    let UserConnections { connections, unreadable } =
        context.connections.all_of_user(user, context.clock.now()).await?;
    let ids = connections.into_iter().map(|connection| connection.id).chain(unreadable);
    let closes =
        ids.map(|id| async move { disconnect(&context.connections, &context.management_api, user, &id).await });
    bounded(MAX_CONCURRENT_CLOSES, closes.collect()).await.into_iter().collect()
}

/// The members of `before` who have no role or a lower one in `after`.
fn revoked_users<'a>(before: &'a [Member], after: &[Member]) -> Vec<&'a str> {
    let new_role = |user: &str| after.iter().find(|member| member.user == user).map(|member| member.role);
    let revoked = before.iter().filter(|member| new_role(&member.user) < Some(member.role));
    revoked.map(|member| member.user.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use domain::integration::Role;

    use super::*;

    #[test]
    fn only_members_with_a_removed_or_lowered_role_are_revoked() {
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
        assert_eq!(revoked_users(&before, &after), ["bob", "eve", "joe"]);
    }
}
