//! Disconnects: clients lose their connections at random while events flow; the caller restarts the stack meanwhile.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a tool that cannot print its progress fails")]

mod follower;
mod received_events;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use local_client::demo::USER;
use local_client::{StackUrl, WebhookSender, fetch_token, make_shop, read_list};
use testing::order_histories::Rng;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use types::concurrency::bounded;
use types::event_id::EventId;

use crate::{LiveTransport, minimal_order};
use follower::{Counts, Follower};
use received_events::Difference;

/// A user's fourth stream would close the first.
const CLIENTS_PER_USER: usize = 2;
/// Each order belongs to one of these shops: clients of the other shops may not see it, and the events of an outage are few
/// enough for a catch-up.
const SHOPS: usize = 5;
const MAX_CONCURRENT_REQUESTS: usize = 8;
/// The time within which an order has to be stored despite all restarts, and clients have to catch up at the end.
const TIMEOUT: Duration = Duration::from_secs(300);
const RETRY_PAUSE: Duration = Duration::from_millis(100);
const FIRST_ORDER_ID: u64 = 620_000_000_000_000_000;
/// Tokens of every second client, and of the client that may see nothing, expire during the run.
const TOKEN_TTLS_SECONDS: [u64; 2] = [8, 3600];
/// How long a connection stays undisturbed, in milliseconds. Some stay longer than the resume window, so that the catch-up
/// does not bring what a frame should have brought, and until a short token has expired.
const SHORT_CONNECTION_MS: u64 = 5_000;
const LONG_CONNECTION_MS: u64 = 20_000;
/// The share of events that frames have to bring, in percent: a client that always loads pages is not live. A stack that
/// restarts all the time has many late changes, and therefore many incomplete catch-ups.
const MIN_PERCENT_BY_FRAMES: usize = 20;

/// The number of events and clients, and the longest outage.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Events.
    pub events: u64,
    /// Clients, in addition to one of a user who may see nothing.
    pub clients: usize,
    /// How long each client is offline once, in addition to shorter times.
    pub offline: Duration,
}

/// What happened to a client's connections.
#[derive(Debug, Default)]
struct DisconnectCounts {
    /// Dropped while connected.
    dropped: u32,
    /// Cancelled while connecting.
    cancelled: u32,
    /// Periods offline.
    offline: u32,
    /// Ended by the stack: by the expiry of a token, or by a restart.
    ended: u32,
}

/// Sends events to clients of one transport. In the end each client must have exactly what its user may see, and frames
/// alone must have brought all of it except what was reported as missing.
///
/// # Errors
/// A sentence: a client received too much or too little, or frames brought too few events.
pub async fn run(stack: &StackUrl, size: Size, transport: LiveTransport) -> Result<String, String> {
    let is_over = Arc::new(AtomicBool::new(false));
    let mut running = JoinSet::new();
    let shops = create_shops(stack, size.clients).await?;
    for number in 0..size.clients {
        let ttl = TOKEN_TTLS_SECONDS[number % TOKEN_TTLS_SECONDS.len()];
        let follower = Follower::new(stack, &user_of(number), transport, ttl);
        let client = disconnect_repeatedly(follower, size.offline, Arc::clone(&is_over), Rng::new(number as u64));
        running.spawn(async move { (Some(number % SHOPS), client.await) });
    }
    let stranger = Follower::new(stack, "stranger", transport, TOKEN_TTLS_SECONDS[1]);
    let client = disconnect_repeatedly(stranger, size.offline, Arc::clone(&is_over), Rng::new(size.clients as u64));
    running.spawn(async move { (None, client.await) });

    let started = Instant::now();
    let sent = send_all(&shops, size.events).await?;
    let sending = started.elapsed();
    // The script that restarts the stack waits for this line.
    println!("all are sent");
    is_over.store(true, Ordering::Relaxed);
    let mut catching_up = JoinSet::new();
    let mut total = DisconnectCounts::default();
    while let Some(client) = running.join_next().await {
        let (shop, (follower, counts)) = client.map_err(sentence)?;
        total.add(&counts);
        let expected = shop.and_then(|shop| sent.get(shop)).cloned().unwrap_or_default();
        catching_up.spawn(catch_up(follower, expected));
    }
    let mut counts = TotalCounts::default();
    while let Some(client) = catching_up.join_next().await {
        let (follower, expected) = client.map_err(sentence)??;
        counts.add(follower.counts(), follower.received().frame_events(), expected);
    }
    let caught_up = started.elapsed() - sending;
    if counts.complete == 0 || counts.percent_by_frames() < MIN_PERCENT_BY_FRAMES {
        return Err(format!("frames brought less than {MIN_PERCENT_BY_FRAMES} %: {counts}"));
    }
    verify_list(stack, &sent.into_iter().flatten().collect()).await?;
    let (Size { events, clients, .. }, DisconnectCounts { dropped, cancelled, offline, ended }) = (size, total);
    Ok(format!(
        "{events} events of {} shops in {sending:.1?}, {clients} clients by {transport:?} and one of a stranger: each has \
         exactly what it may see, {caught_up:.1?} after the last event.\n  disconnects: {dropped} while connected, \
         {cancelled} while connecting, {offline} periods offline (each client once for {:.0?}), {ended} by expired tokens \
         or restarts\n  {counts}",
        shops.len(),
        size.offline,
    ))
}

/// Clients are assigned to shops in turn; two clients of one shop are one user's.
fn user_of(client: usize) -> String {
    format!("viewer-{}-{}", client % SHOPS + 1, client / (SHOPS * CLIENTS_PER_USER) + 1)
}

/// Creates the shops, each with the users of its clients as viewers.
async fn create_shops(stack: &StackUrl, clients: usize) -> Result<Vec<WebhookSender>, String> {
    let token = fetch_token(stack, USER, None).await.map_err(sentence)?;
    let mut shops = Vec::new();
    for shop in 0..SHOPS {
        let users: BTreeSet<_> = (shop..clients).step_by(SHOPS).map(user_of).collect();
        let users: Vec<_> = users.into_iter().collect();
        let id = format!("disconnects-shop-{}", shop + 1);
        shops.push(make_shop(stack, &token, &id, USER, &users).await.map_err(sentence)?);
    }
    Ok(shops)
}

/// Posts the orders to the shops in turn; returns the events of each shop. Prints progress after each tenth.
async fn send_all(shops: &[WebhookSender], events: u64) -> Result<Vec<BTreeSet<EventId>>, String> {
    let (started, done) = (Instant::now(), AtomicU64::new(0));
    let post = async |number: u64, shop| {
        let stored = post(shop, FIRST_ORDER_ID + number).await;
        let done = done.fetch_add(1, Ordering::Relaxed) + 1;
        if done.is_multiple_of((events / 10).max(1)) {
            eprintln!("{done} of {events} stored after {:.0?}", started.elapsed());
        }
        stored
    };
    let posts = (0..events).zip(shops.iter().cycle()).map(|(number, shop)| post(number, shop)).collect();
    let stored = bounded(MAX_CONCURRENT_REQUESTS, posts).await;
    let mut sent = vec![BTreeSet::new(); shops.len()];
    for (number, event) in stored.into_iter().enumerate() {
        let shop = number % shops.len();
        sent[shop].insert(event?.parse().map_err(sentence)?);
    }
    Ok(sent)
}

/// Follows, and disconnects again and again, until `is_over`.
async fn disconnect_repeatedly(
    mut follower: Follower,
    long_outage: Duration,
    is_over: Arc<AtomicBool>,
    mut rng: Rng,
) -> (Follower, DisconnectCounts) {
    let mut counts = DisconnectCounts::default();
    // The long outage is one of the first, at random, so that not all clients are offline at the same time.
    let long_number = rng.between(1, 4);
    while !is_over.load(Ordering::Relaxed) {
        // Most disconnects happen while connected, some while connecting.
        let limit = Duration::from_millis(if rng.one_in(8) { rng.between(0, 300) } else { 10_000 });
        if timeout(limit, connect(&mut follower)).await.is_err() {
            counts.cancelled += 1;
            follower.disconnect();
            continue;
        }
        let following = async { while follower.is_connected() && follower.advance().await.is_ok() {} };
        let connected_ms = if rng.one_in(4) { LONG_CONNECTION_MS } else { rng.between(0, SHORT_CONNECTION_MS) };
        match timeout(Duration::from_millis(connected_ms), following).await {
            Ok(()) => counts.ended += 1,
            Err(_) => counts.dropped += 1,
        }
        follower.disconnect();
        if rng.one_in(4) {
            counts.offline += 1;
            let short_outage = Duration::from_millis(rng.between(500, 3_000));
            sleep(if u64::from(counts.offline) == long_number { long_outage } else { short_outage }).await;
        }
    }
    (follower, counts)
}

async fn connect(follower: &mut Follower) {
    while !follower.is_connected() {
        if follower.advance().await.is_err() {
            sleep(RETRY_PAUSE).await;
        }
    }
}

/// Follows without disconnects until the client has `expected`; returns how many these are. It is an error if events are
/// missing in the end, are foreign, were processed twice, or came by pages alone without an incomplete catch-up.
async fn catch_up(mut follower: Follower, expected: BTreeSet<EventId>) -> Result<(Follower, usize), String> {
    let catching_up = async {
        let is_behind = |Difference { missing, gaps, .. }: Difference| missing > 0 || gaps > 0;
        while !follower.is_connected() || is_behind(follower.received().difference(&expected)) {
            if follower.advance().await.is_err() {
                sleep(RETRY_PAUSE).await;
            }
        }
    };
    let caught_up = timeout(TIMEOUT, catching_up).await;
    let difference = follower.received().difference(&expected);
    if caught_up.is_err() || difference != Difference::default() {
        return Err(format!("{difference:?} of {} for {follower:?}", expected.len()));
    }
    Ok((follower, expected.len()))
}

/// Posts an order until it is stored, despite restarts of the stack.
async fn post(sender: &WebhookSender, id: u64) -> Result<String, String> {
    let stored = async {
        loop {
            match minimal_order::post(sender, id).await {
                Ok(event) => return event,
                Err(_) => sleep(RETRY_PAUSE).await,
            }
        }
    };
    timeout(TIMEOUT, stored).await.map_err(|_| format!("order {id} could not be stored"))
}

/// Verifies that the list has each event exactly once.
async fn verify_list(stack: &StackUrl, expected: &BTreeSet<EventId>) -> Result<(), String> {
    let token = fetch_token(stack, USER, None).await.map_err(sentence)?;
    let listed = read_list(stack, &token, "webhooks").await.map_err(sentence)?;
    let ids: BTreeSet<EventId> =
        listed.iter().filter_map(|event| event["id"].as_str()).filter_map(|id| id.parse().ok()).collect();
    if listed.len() != expected.len() || ids != *expected {
        return Err(format!(
            "the list has {} rows of {} events instead of {}",
            listed.len(),
            ids.len(),
            expected.len()
        ));
    }
    Ok(())
}

impl DisconnectCounts {
    fn add(&mut self, other: &Self) {
        self.dropped += other.dropped;
        self.cancelled += other.cancelled;
        self.offline += other.offline;
        self.ended += other.ended;
    }
}

/// The counts of all clients.
#[derive(Debug, Default)]
struct TotalCounts {
    connected: u32,
    complete: u32,
    incomplete: BTreeMap<String, u32>,
    /// Events that frames brought, over all clients.
    by_frames: usize,
    /// Events that were expected, over all clients.
    expected: usize,
}

impl TotalCounts {
    fn add(&mut self, counts: &Counts, by_frames: usize, expected: usize) {
        self.connected += counts.connected;
        self.complete += counts.complete;
        for (reason, times) in &counts.incomplete {
            *self.incomplete.entry(reason.clone()).or_default() += times;
        }
        self.by_frames += by_frames;
        self.expected += expected;
    }

    fn percent_by_frames(&self) -> usize {
        self.by_frames * 100 / self.expected.max(1)
    }
}

impl std::fmt::Display for TotalCounts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { connected, complete, incomplete, expected, .. } = self;
        let percent = self.percent_by_frames();
        write!(f, "{connected} connects: {complete} complete catch-ups, incomplete ones by reason {incomplete:?}; ")?;
        write!(f, "frames brought {percent} % of {expected} events, the others were reported as missing and loaded")
    }
}

fn sentence(error: impl std::fmt::Display) -> String {
    error.to_string()
}
