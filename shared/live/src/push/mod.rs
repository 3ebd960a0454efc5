//! Push: posts changes, joined into frames, to the live connections of the users who may see them.
//!
//! Membership is read by the invocation that sends. A push has a time budget, so that it never delays projection. A
//! connection that could not be sent everything is deleted and closed: its client reconnects and resumes, and misses
//! nothing.

mod changes;
mod disconnects;
mod fan_out_group;
mod first_push_times;
mod late_change_marker;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use domain::integration::IntegrationId;
use domain::live::LiveUpdate;
use runtime::environment::ConfigError;
use store::connections::{Connection, Connections, UserConnections};
use store::integrations::Memberships;
use store::{Store, StoreError};
use tokio::time::{Instant, timeout_at};
use tracing::error;
use types::concurrency::bounded;
use types::time::{Clock, Time};

use crate::frame::Frames;
use crate::management::{ManagementApi, PostResult};
use disconnects::Disconnects;
use fan_out_group::group_recipients;

pub use changes::Changes;
pub use disconnects::disconnect;
pub use first_push_times::FirstPushTimes;
pub use late_change_marker::LateChangeMarker;

const MAX_CONCURRENT_READS: usize = 16;
const MAX_CONCURRENT_POSTS: usize = 64;
/// The time for all posts of a batch.
const POST_TIMEOUT: Duration = Duration::from_secs(1);

/// Pushes changes to live clients.
pub struct Pusher {
    memberships: Memberships,
    connections: Connections,
    gateway: ManagementApi,
    clock: Clock,
}

/// The outcome of a push to one connection.
enum PushResult {
    /// API Gateway accepted all frames at this time.
    Sent(Time),
    /// The client had disconnected.
    Gone,
    /// The connection was not sent everything.
    Incomplete,
}

impl Pusher {
    /// A pusher on the tables `integrations` and `connections`.
    ///
    /// # Errors
    /// [`ConfigError::Missing`] where the store lacks the name of one of them.
    pub fn new(store: &Store, gateway: ManagementApi, clock: Clock) -> Result<Self, ConfigError> {
        Ok(Self { memberships: store.memberships()?, connections: store.connections()?, gateway, clock })
    }

    /// Pushes `changes` to all live connections of users who may see them; adds to `pushed` when events were first
    /// pushed.
    ///
    /// # Errors
    /// [`StoreError`] if members or connections could not be read, or if the row of a connection that was not sent
    /// everything may remain. A failed post is no error: the connection is disconnected.
    pub async fn push(&self, changes: &Changes, pushed: &mut FirstPushTimes) -> Result<(), StoreError> {
        let updates = changes.updates();
        if updates.is_empty() {
            return Ok(());
        }
        let users = self.users(&updates).await?;
        let (live, mut disconnects) = self.connections(users.keys()).await?;
        let groups = group_recipients(&updates, &users, live);
        let deadline = Instant::now() + POST_TIMEOUT;
        let posts = groups.iter().flat_map(|group| {
            group.connections.iter().map(|connection| self.post(connection, &group.frames, deadline))
        });
        let mut results = bounded(MAX_CONCURRENT_POSTS, posts.collect()).await.into_iter();
        for group in groups {
            let mut first_sent_at = None;
            for (connection, result) in group.connections.into_iter().zip(results.by_ref()) {
                match result {
                    PushResult::Sent(at) => first_sent_at = first_sent_at.into_iter().chain([at]).min(),
                    PushResult::Gone => disconnects.add_gone(connection),
                    PushResult::Incomplete => disconnects.add(connection),
                }
            }
            first_sent_at.into_iter().for_each(|at| pushed.add(&group.events, at));
        }
        disconnects.run(&self.connections, &self.gateway).await
    }

    /// The live connections of these users, and those that must be disconnected whatever is pushed: left open, their
    /// clients would believe that they are up to date.
    async fn connections(
        &self,
        users: impl Iterator<Item = &String>,
    ) -> Result<(Vec<Connection>, Disconnects), StoreError> {
        let now = self.clock.now();
        let reads = users.map(|user| async move { (user, self.connections.all_of_user(user, now).await) });
        let (mut live, mut disconnects) = (Vec::new(), Disconnects::default());
        for (user, read) in bounded(MAX_CONCURRENT_READS, reads.collect()).await {
            let UserConnections { connections, unreadable } = read?;
            // Their filters are unknown.
            unreadable.into_iter().for_each(|id| disconnects.add_unreadable(user.clone(), id));
            for connection in connections.into_iter().filter(|connection| connection.live) {
                let is_expired = connection.token_expires_at <= now;
                if is_expired { disconnects.add(connection) } else { live.push(connection) }
            }
        }
        Ok((live, disconnects))
    }

    /// The members of the updates' integrations, each with the integrations that they may see.
    async fn users(&self, updates: &[LiveUpdate]) -> Result<BTreeMap<String, BTreeSet<IntegrationId>>, StoreError> {
        let integrations: BTreeSet<_> = updates.iter().map(LiveUpdate::integration).collect();
        let reads: Vec<_> = integrations.iter().map(|id| self.memberships.users_of(id)).collect();
        let members = bounded(MAX_CONCURRENT_READS, reads).await;
        let mut users: BTreeMap<String, BTreeSet<IntegrationId>> = BTreeMap::new();
        for (id, members) in integrations.into_iter().zip(members) {
            for user in none_if_too_many(members)? {
                users.entry(user).or_default().insert(id.clone());
            }
        }
        Ok(users)
    }

    /// Posts frames to a connection until the deadline.
    async fn post(&self, connection: &Connection, frames: &Frames, deadline: Instant) -> PushResult {
        let post = self.gateway.post_all(&connection.id, frames.texts());
        match timeout_at(deadline, post).await.unwrap_or(PostResult::Failed) {
            PostResult::Sent => PushResult::Sent(self.clock.now()),
            PostResult::Gone => PushResult::Gone,
            PostResult::Failed => PushResult::Incomplete,
        }
    }
}

/// Too many members are an error that a retry does not fix: the members of that integration receive no push, and those
/// of the others do.
fn none_if_too_many(users: Result<Vec<String>, StoreError>) -> Result<Vec<String>, StoreError> {
    match users {
        Err(error @ StoreError::TooMany(_)) => {
            error!(%error, "the members of an integration receive no push");
            Ok(Vec::new())
        }
        read => read,
    }
}
