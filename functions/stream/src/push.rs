//! Pushing: one joined frame to each live connection of those who may see it.
//!
//! Membership is read by the invocation that sends. Pushing has a time budget and never delays folding; whoever cannot
//! be reached is closed, so that the client comes back and resumes, and no client keeps a hole.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use aws_config::SdkConfig;
use aws_sdk_dynamodb::Client;
use shared::bounded::bounded;
use shared::environment::{BadEnvironment, Environment};
use shared::event_line::EventLine;
use shared::integration::IntegrationId;
use shared::live::{Delivered, Filter, Frames, ManagementApi, Shown};
use shared::order::OrderLine;
use shared::store::StoreError;
use shared::store::connections::{Connection, Connections};
use shared::store::integrations::Memberships;
use shared::time::{Clock, Time};
use tokio::time::{Instant, timeout_at};
use tracing::{debug, error, warn};

use crate::tally::Written;

/// How many lookups, and how many posts, run at once.
const LOOKUPS_AT_ONCE: usize = 16;
const POSTS_AT_ONCE: usize = 64;
/// The time for all posts of a batch.
const BUDGET: Duration = Duration::from_secs(1);
/// The time for closing whoever was not reached.
const CLOSING: Duration = Duration::from_secs(1);

/// What a batch has changed.
#[derive(Default)]
pub(crate) struct Changes {
    events: Vec<EventLine>,
    orders: BTreeMap<(IntegrationId, String), OrderLine>,
}

impl Changes {
    /// Adds an event.
    pub(crate) fn add_event(&mut self, event: EventLine) {
        self.events.push(event);
    }

    /// Adds an order as it is now. Of two pictures of one order the newer one stays.
    pub(crate) fn add_order(&mut self, order: OrderLine) {
        let key = (order.integration.clone(), order.id.clone());
        if self.orders.get(&key).is_none_or(|held| held.rev <= order.rev) {
            self.orders.insert(key, order);
        }
    }

    /// What statistics have to know of it.
    pub(crate) fn written(&self) -> Written {
        Written::of(&self.events, self.orders.values())
    }

    /// When the first of its events was processed.
    pub(crate) fn processed_from(&self) -> Option<Time> {
        self.events.iter().map(|line| line.processed_at).min()
    }

    /// Whose lines they are.
    pub(crate) fn integrations(&self) -> BTreeSet<&IntegrationId> {
        self.events.iter().map(|line| &line.integration).chain(self.orders.keys().map(|(id, _)| id)).collect()
    }

    /// The lines in the order in which clients get them: events by id, then orders.
    fn lines(&self) -> Vec<Shown> {
        let mut events: Vec<_> = self.events.iter().collect();
        events.sort_by_key(|line| line.id);
        events.into_iter().map(Shown::event).chain(self.orders.values().map(Shown::order)).collect()
    }
}

/// When the lines of each integration first reached somebody.
#[derive(Debug, Default)]
pub(crate) struct Pushed(BTreeMap<IntegrationId, Time>);

impl Pushed {
    /// When those of `integration` did; `None` where nobody was there.
    pub(crate) fn at(&self, integration: &IntegrationId) -> Option<Time> {
        self.0.get(integration).copied()
    }

    fn add(&mut self, integrations: &BTreeSet<IntegrationId>, at: Time) {
        for id in integrations {
            let first = self.0.entry(id.clone()).or_insert(at);
            *first = at.min(*first);
        }
    }
}

/// Pushes to live clients.
pub(crate) struct Pusher {
    memberships: Memberships,
    connections: Connections,
    gateway: ManagementApi,
    clock: Clock,
}

/// A connection and what it is sent.
struct Parcel {
    connection: Connection,
    frames: Arc<Frames>,
}

/// What came of a post.
enum Outcome {
    /// It is with API Gateway since then.
    Sent(Time),
    /// The client had gone.
    Gone,
    /// The connection must be closed.
    Unreached(Connection),
}

/// Rows that cannot be read will be as unreadable at the next try: their user goes without, and nobody else.
fn readable<T>(rows: Result<Vec<T>, StoreError>) -> Result<Vec<T>, StoreError> {
    match rows {
        Err(error @ (StoreError::Unreadable { .. } | StoreError::TooMany(_))) => {
            error!(%error, "a member or a connection is passed over in a push");
            Ok(Vec::new())
        }
        read => read,
    }
}

/// Who gets what. Connections whose users see the same integrations, and that have the same filter, share their frames.
fn parcels(lines: &[Shown], users: &BTreeMap<String, BTreeSet<IntegrationId>>, live: Vec<Connection>) -> Vec<Parcel> {
    let mut shared_frames: HashMap<(&BTreeSet<IntegrationId>, Filter), Arc<Frames>> = HashMap::new();
    let mut parcels = Vec::with_capacity(live.len());
    for connection in live {
        let Some(visible) = users.get(&connection.user) else { continue };
        let filter = &connection.filter;
        let frames = shared_frames.entry((visible, filter.clone())).or_insert_with(|| {
            let may_see = |line: &&Shown| visible.contains(line.integration());
            Arc::new(Frames::join(lines.iter().filter(may_see).filter(|line| filter.takes(line))))
        });
        parcels.push(Parcel { connection, frames: Arc::clone(frames) });
    }
    parcels
}

impl Pusher {
    /// On the tables and the management API that `environment` names.
    pub(crate) fn new(
        environment: &Environment,
        client: &Client,
        aws: &SdkConfig,
        clock: Clock,
    ) -> Result<Self, BadEnvironment> {
        Ok(Self {
            memberships: Memberships::new(client.clone(), environment)?,
            connections: Connections::new(client.clone(), environment)?,
            gateway: ManagementApi::new(aws, &environment.text("MANAGEMENT_ENDPOINT")?),
            clock,
        })
    }

    /// Sends `changes` to everyone who may see them and is live; says when somebody first was.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be found out who that is; nothing that went wrong with a connection is an error.
    pub(crate) async fn push(&self, changes: &Changes) -> Result<Pushed, StoreError> {
        let (lines, mut pushed) = (changes.lines(), Pushed::default());
        if lines.is_empty() {
            return Ok(pushed);
        }
        let users = self.users(&lines).await?;
        let (live, ended) = self.connections(users.keys()).await?;
        let deadline = Instant::now() + BUDGET;
        let posts: Vec<_> =
            parcels(&lines, &users, live).into_iter().map(|parcel| self.send(parcel, deadline)).collect();
        let mut unreached = Vec::new();
        for (user, outcome) in bounded(POSTS_AT_ONCE, posts).await {
            match outcome {
                Outcome::Sent(at) => users.get(&user).into_iter().for_each(|integrations| pushed.add(integrations, at)),
                Outcome::Gone => {}
                Outcome::Unreached(connection) => unreached.push(connection),
            }
        }
        // Whose token has ended is told so by being closed; left open and silent, it would believe that it is live.
        self.close_all(unreached.into_iter().chain(ended).collect()).await;
        Ok(pushed)
    }

    /// The live connections of these users, and those among them whose token has ended.
    async fn connections(
        &self,
        users: impl Iterator<Item = &String>,
    ) -> Result<(Vec<Connection>, Vec<Connection>), StoreError> {
        let now = self.clock.now();
        let lookups: Vec<_> = users.map(|user| self.connections.live_of_user(user, now)).collect();
        let found = bounded(LOOKUPS_AT_ONCE, lookups).await.into_iter().map(readable);
        let found: Vec<Vec<_>> = found.collect::<Result<_, _>>()?;
        Ok(found.into_iter().flatten().partition(|connection| now < connection.token_expires_at))
    }

    /// The members of the lines' integrations, each with those that they may see.
    async fn users(&self, lines: &[Shown]) -> Result<BTreeMap<String, BTreeSet<IntegrationId>>, StoreError> {
        let integrations: BTreeSet<_> = lines.iter().map(Shown::integration).collect();
        let lookups: Vec<_> = integrations.iter().map(|id| self.memberships.of_integration(id)).collect();
        let members = bounded(LOOKUPS_AT_ONCE, lookups).await;
        let mut users: BTreeMap<String, BTreeSet<IntegrationId>> = BTreeMap::new();
        for (id, members) in integrations.into_iter().zip(members) {
            for member in readable(members)? {
                users.entry(member.user).or_default().insert(id.clone());
            }
        }
        Ok(users)
    }

    /// Posts one parcel; gives its user and what came of it.
    async fn send(&self, parcel: Parcel, deadline: Instant) -> (String, Outcome) {
        let Parcel { connection, frames } = parcel;
        let post = self.gateway.post_all(&connection.id, frames.texts());
        let outcome = match timeout_at(deadline, post).await.unwrap_or(Delivered::Failed) {
            Delivered::Sent => Outcome::Sent(self.clock.now()),
            Delivered::Gone => {
                debug!(connection.id = connection.id, "a connection was gone");
                self.forget(&connection).await;
                Outcome::Gone
            }
            Delivered::Failed => return (connection.user.clone(), Outcome::Unreached(connection)),
        };
        (connection.user, outcome)
    }

    /// Closes whoever was not reached: first the row, so that no later push goes to a client that has a hole.
    async fn close_all(&self, unreached: Vec<Connection>) {
        if unreached.is_empty() {
            return;
        }
        warn!(connections = unreached.len(), "connections that were not reached, or whose token has ended, are closed");
        let closing = unreached.iter().map(|connection| self.close(connection)).collect();
        if tokio::time::timeout(CLOSING, bounded(POSTS_AT_ONCE, closing)).await.is_err() {
            warn!("not all connections were closed in time; API Gateway ends them when they are idle");
        }
    }

    async fn close(&self, connection: &Connection) {
        self.forget(connection).await;
        self.gateway.close(&connection.id).await;
    }

    async fn forget(&self, connection: &Connection) {
        if let Err(error) = self.connections.remove(&connection.user, &connection.id).await {
            warn!(connection.id = connection.id, %error, "the row of a connection was not removed; it goes by TTL");
        }
    }
}
