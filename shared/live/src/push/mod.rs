//! Pushing: one joined frame to each live connection of those who may see it.
//!
//! Membership is read by the invocation that sends. Pushing has a time budget and never delays folding; whoever cannot
//! be reached is closed, so that the client comes back and resumes, and no client keeps a hole.

mod changes;
mod disconnects;
mod fan_out_group;
mod late_change_marker;
mod pushed;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use aws_config::SdkConfig;
use aws_sdk_dynamodb::Client;
use domain::integration::IntegrationId;
use domain::live::LiveUpdate;
use runtime::environment::{ConfigError, Environment};
use store::connections::{Connection, Connections, OfUser};
use store::integrations::Memberships;
use store::{Store, StoreError, Tables};
use tokio::time::{Instant, timeout_at};
use tracing::error;
use types::concurrency::bounded;
use types::time::{Clock, Time};

use crate::{Delivered, Frames, ManagementApi};
use disconnects::Disconnects;
use fan_out_group::group_recipients;

pub use changes::Changes;
pub use disconnects::close;
pub use late_change_marker::LateChangeMarker;
pub use pushed::Pushed;

/// How many lookups, and how many posts, run at once.
const LOOKUPS_AT_ONCE: usize = 16;
const POSTS_AT_ONCE: usize = 64;
/// The time for all posts of a batch.
const BUDGET: Duration = Duration::from_secs(1);

/// Pushes to live clients.
pub struct Pusher {
    memberships: Memberships,
    connections: Connections,
    gateway: ManagementApi,
    clock: Clock,
}

/// What came of a post.
enum PushResult {
    /// It is with API Gateway since then.
    Sent(Time),
    /// The client had gone.
    Gone,
    /// The connection must be closed.
    Unreached,
}

/// More members than there may be are an error at the next try, too: they go without, and nobody else.
fn bounded_in_number(users: Result<Vec<String>, StoreError>) -> Result<Vec<String>, StoreError> {
    match users {
        Err(error @ StoreError::TooMany(_)) => {
            error!(%error, "the members of an integration are passed over in a push");
            Ok(Vec::new())
        }
        read => read,
    }
}

impl Pusher {
    /// A pusher on the tables `integrations` and `connections`.
    ///
    /// # Errors
    /// [`ConfigError::Missing`] where the store lacks the name of one of them.
    pub fn on(store: &Store, gateway: ManagementApi, clock: Clock) -> Result<Self, ConfigError> {
        Ok(Self { memberships: store.memberships()?, connections: store.connections()?, gateway, clock })
    }

    /// Removed once every function uses Store.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub fn new(environment: &Environment, client: &Client, aws: &SdkConfig, clock: Clock) -> Result<Self, ConfigError> {
        let store = Store::new(client.clone(), Tables::from_environment(environment)?);
        Self::on(&store, ManagementApi::from_environment(aws, environment)?, clock)
    }

    /// Sends `changes` to everyone who may see them and is live; adds to `pushed` what reached somebody.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be found out who that is, or if one who was not reached may still be taken for
    /// live. Nothing else that went wrong with a connection is an error.
    pub async fn push(&self, changes: &Changes, pushed: &mut Pushed) -> Result<(), StoreError> {
        let lines = changes.lines();
        if lines.is_empty() {
            return Ok(());
        }
        let users = self.users(&lines).await?;
        let (live, mut ending) = self.connections(users.keys()).await?;
        let groups = group_recipients(&lines, &users, live);
        let deadline = Instant::now() + BUDGET;
        let posts = groups
            .iter()
            .flat_map(|group| group.to.iter().map(|connection| self.post(connection, &group.frames, deadline)));
        let mut event_writer = bounded(POSTS_AT_ONCE, posts.collect()).await.into_iter();
        for group in groups {
            let mut first = None;
            for (connection, outcome) in group.to.into_iter().zip(event_writer.by_ref()) {
                match outcome {
                    PushResult::Sent(at) => first = first.into_iter().chain([at]).min(),
                    PushResult::Gone => ending.add_gone(connection),
                    PushResult::Unreached => ending.add(connection),
                }
            }
            first.into_iter().for_each(|at| pushed.add(&group.events, at));
        }
        ending.end(&self.connections, &self.gateway).await
    }

    /// The live connections of these users; apart from them those that are to end whatever is pushed.
    async fn connections(
        &self,
        users: impl Iterator<Item = &String>,
    ) -> Result<(Vec<Connection>, Disconnects), StoreError> {
        let now = self.clock.now();
        let lookups = users.map(|user| async move { (user, self.connections.all_of_user(user, now).await) });
        let (mut live, mut ending) = (Vec::new(), Disconnects::default());
        for (user, found) in bounded(LOOKUPS_AT_ONCE, lookups.collect()).await {
            let OfUser { connections, unreadable } = found?;
            // Nobody knows what these want. Left open and silent, they would believe that they are live.
            unreadable.into_iter().for_each(|id| ending.add_row(user.clone(), id));
            for connection in connections.into_iter().filter(|connection| connection.live) {
                // So would those whose token has ended.
                if now < connection.token_expires_at { live.push(connection) } else { ending.add(connection) }
            }
        }
        Ok((live, ending))
    }

    /// The members of the lines' integrations, each with those that they may see.
    async fn users(&self, lines: &[LiveUpdate]) -> Result<BTreeMap<String, BTreeSet<IntegrationId>>, StoreError> {
        let integrations: BTreeSet<_> = lines.iter().map(LiveUpdate::integration).collect();
        let lookups: Vec<_> = integrations.iter().map(|id| self.memberships.users_of(id)).collect();
        let members = bounded(LOOKUPS_AT_ONCE, lookups).await;
        let mut users: BTreeMap<String, BTreeSet<IntegrationId>> = BTreeMap::new();
        for (id, members) in integrations.into_iter().zip(members) {
            for user in bounded_in_number(members)? {
                users.entry(user).or_default().insert(id.clone());
            }
        }
        Ok(users)
    }

    /// Posts frames to a connection, as long as there is time.
    async fn post(&self, connection: &Connection, frames: &Frames, deadline: Instant) -> PushResult {
        let post = self.gateway.post_all(&connection.id, frames.texts());
        match timeout_at(deadline, post).await.unwrap_or(Delivered::Failed) {
            Delivered::Sent => PushResult::Sent(self.clock.now()),
            Delivered::Gone => PushResult::Gone,
            Delivered::Failed => PushResult::Unreached,
        }
    }
}
