//! Clients that are cut at random while events flow; whoever starts the stack restarts it meanwhile.

mod follower;
mod record;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use local::client::{StackUrl, WebhookSender, fetch_token, make_shop, read_list};
use local::demo::USER;
use testing::order_histories::Rng;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use types::concurrency::bounded;
use types::event_id::EventId;

use crate::small_order;
pub(crate) use follower::By;
use follower::{Counts, Follower};
use record::Standing;

/// Clients of one user: a fourth stream would close the first.
const OF_ONE_USER: usize = 2;
/// Each order is of one of these shops, so that the clients of the others may not see it; and an outage is short enough for
/// a gap to be filled.
const SHOPS: usize = 5;
/// How many orders are posted at the same time.
const AT_ONCE: usize = 8;
/// How long an order may take through all restarts, and how long the clients may need to catch up at the end.
const PATIENCE: Duration = Duration::from_secs(300);
/// The pause before something that failed is tried again.
const PAUSE: Duration = Duration::from_millis(100);
/// The first order's id.
const FIRST: u64 = 620_000_000_000_000_000;
/// How long tokens live, in seconds: of every second client, and of one that is alone, they end in the middle.
const TOKEN_TTLS: [u64; 2] = [8, 3600];
/// How long a connection is left alone, in milliseconds. Some last longer than a gap looks back, so that it does not bring
/// what a frame should have brought, and until a short token has ended.
const SHORT_LIFE: u64 = 5_000;
const LONG_LIFE: u64 = 20_000;
/// How much of what there was frames have to have brought, in percent: who is told each time to load is not live. A stack that
/// is restarted all the time has many late changes, and so many gaps that are not filled.
const LEAST_BY_FRAMES: usize = 20;

/// What flows, to whom, and how long the longest outage is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Size {
    /// Events.
    pub(crate) events: u64,
    /// Clients, beside one of a stranger, who may see nothing.
    pub(crate) clients: usize,
    /// How long each client is offline once, beside shorter times.
    pub(crate) offline: Duration,
}

/// What befell a client.
#[derive(Debug, Default)]
struct Suffered {
    /// The socket was killed while it was live.
    killed: u32,
    /// It was given up while it connected.
    given_up: u32,
    /// It was offline for a while.
    offline: u32,
    /// It ended by itself: by its token's end, or with the stack.
    ended: u32,
}

/// Lets events flow to clients by one transport; each must end with exactly what its user may see, and frames alone must
/// have brought all of it but what was told to be missing.
pub(crate) async fn survived(stack: &StackUrl, size: Size, by: By) -> Result<String, String> {
    let over = Arc::new(AtomicBool::new(false));
    let mut suffering = JoinSet::new();
    let shops = shops(stack, size.clients).await?;
    for number in 0..size.clients {
        let ttl = TOKEN_TTLS[number % TOKEN_TTLS.len()];
        let follower = Follower::new(stack, &user_of(number), by, ttl);
        let life = suffer(follower, size.offline, Arc::clone(&over), Rng::new(number as u64));
        suffering.spawn(async move { (Some(number % SHOPS), life.await) });
    }
    let stranger = Follower::new(stack, "stranger", by, TOKEN_TTLS[1]);
    let life = suffer(stranger, size.offline, Arc::clone(&over), Rng::new(size.clients as u64));
    suffering.spawn(async move { (None, life.await) });

    let started = Instant::now();
    let sent = send_all(&shops, size.events).await?;
    let flow = started.elapsed();
    // Whoever restarts the stack waits for this line.
    println!("all are sent");
    over.store(true, Ordering::Relaxed);
    let mut catching_up = JoinSet::new();
    let mut total = Suffered::default();
    while let Some(suffered) = suffering.join_next().await {
        let (shop, (follower, suffered)) = suffered.map_err(said)?;
        total.add(&suffered);
        let expected = shop.and_then(|shop| sent.get(shop)).cloned().unwrap_or_default();
        catching_up.spawn(catch_up(follower, expected));
    }
    let mut counts = Told::default();
    while let Some(caught) = catching_up.join_next().await {
        let (follower, expected) = caught.map_err(said)??;
        counts.add(follower.counts(), follower.record().of_frames(), expected);
    }
    let caught_up = started.elapsed() - flow;
    if counts.filled == 0 || counts.percent_by_frames() < LEAST_BY_FRAMES {
        return Err(format!("frames brought less than {LEAST_BY_FRAMES} %: {counts}"));
    }
    listed_once(stack, &sent.into_iter().flatten().collect()).await?;
    let (Size { events, clients, .. }, Suffered { killed, given_up, offline, ended }) = (size, total);
    Ok(format!(
        "{events} events of {} shops in {flow:.1?}, {clients} clients by {by:?} and a stranger: each has exactly what it may \
         see, {caught_up:.1?} after the last.\n  cuts: {killed} sockets killed, {given_up} while connecting, {offline} times \
         offline (each client once for {:.0?}), {ended} ended by tokens or restarts\n  {counts}",
        shops.len(),
        size.offline,
    ))
}

/// Clients take turns with the shops; two of one shop are one user's.
fn user_of(client: usize) -> String {
    format!("viewer-{}-{}", client % SHOPS + 1, client / (SHOPS * OF_ONE_USER) + 1)
}

/// Makes the shops, each with the users of its clients as viewers.
async fn shops(stack: &StackUrl, clients: usize) -> Result<Vec<WebhookSender>, String> {
    let token = fetch_token(stack, USER, None).await.map_err(said)?;
    let mut shops = Vec::new();
    for shop in 0..SHOPS {
        let users: BTreeSet<_> = (shop..clients).step_by(SHOPS).map(user_of).collect();
        let users: Vec<_> = users.into_iter().collect();
        let id = format!("cut-shop-{}", shop + 1);
        shops.push(make_shop(stack, &token, &id, USER, &users).await.map_err(said)?);
    }
    Ok(shops)
}

/// Posts the orders, of each shop in turn; gives the events of each shop. Says after each tenth how it goes.
async fn send_all(shops: &[WebhookSender], events: u64) -> Result<Vec<BTreeSet<EventId>>, String> {
    let (started, done) = (Instant::now(), AtomicU64::new(0));
    let post = async |number: u64, shop| {
        let stored = post(shop, FIRST + number).await;
        let done = done.fetch_add(1, Ordering::Relaxed) + 1;
        if done.is_multiple_of((events / 10).max(1)) {
            eprintln!("{done} of {events} are stored after {:.0?}", started.elapsed());
        }
        stored
    };
    let posts = (0..events).zip(shops.iter().cycle()).map(|(number, shop)| post(number, shop)).collect();
    let stored = bounded(AT_ONCE, posts).await;
    let mut sent = vec![BTreeSet::new(); shops.len()];
    for (number, event) in stored.into_iter().enumerate() {
        let shop = number % shops.len();
        sent[shop].insert(event?.parse().map_err(said)?);
    }
    Ok(sent)
}

/// Follows, and loses its connection again and again, until the flow is over.
async fn suffer(mut follower: Follower, long: Duration, over: Arc<AtomicBool>, mut dice: Rng) -> (Follower, Suffered) {
    let mut suffered = Suffered::default();
    // Somewhere among the first ones, so that not all are away at the same time.
    let long_one = dice.between(1, 4);
    while !over.load(Ordering::Relaxed) {
        // Most are cut while they live, some while they connect.
        let patience = Duration::from_millis(if dice.one_in(8) { dice.between(0, 300) } else { 10_000 });
        if timeout(patience, connect(&mut follower)).await.is_err() {
            suffered.given_up += 1;
            follower.cut();
            continue;
        }
        let living = async { while follower.is_active() && follower.go_on().await.is_ok() {} };
        let life = if dice.one_in(4) { LONG_LIFE } else { dice.between(0, SHORT_LIFE) };
        match timeout(Duration::from_millis(life), living).await {
            Ok(()) => suffered.ended += 1,
            Err(_) => suffered.killed += 1,
        }
        follower.cut();
        if dice.one_in(4) {
            suffered.offline += 1;
            let short = Duration::from_millis(dice.between(500, 3_000));
            sleep(if u64::from(suffered.offline) == long_one { long } else { short }).await;
        }
    }
    (follower, suffered)
}

async fn connect(follower: &mut Follower) {
    while !follower.is_active() {
        if follower.go_on().await.is_err() {
            sleep(PAUSE).await;
        }
    }
}

/// Follows on in peace until it has seen `all`; gives how many these are. What it misses at the end, has beside them, or
/// was told twice, is an error, and so is what pages alone had though nobody said that frames would not bring it.
async fn catch_up(mut follower: Follower, all: BTreeSet<EventId>) -> Result<(Follower, usize), String> {
    let catching_up = async {
        let waits = |Standing { missing, holes, .. }: Standing| missing > 0 || holes > 0;
        while !follower.is_active() || waits(follower.record().standing(&all)) {
            if follower.go_on().await.is_err() {
                sleep(PAUSE).await;
            }
        }
    };
    let caught = timeout(PATIENCE, catching_up).await;
    let standing = follower.record().standing(&all);
    if caught.is_err() || standing != Standing::default() {
        return Err(format!("{standing:?} of {} for {follower:?}", all.len()));
    }
    Ok((follower, all.len()))
}

/// Posts an order until it is stored, through whatever happens to the stack.
async fn post(sender: &WebhookSender, id: u64) -> Result<String, String> {
    let stored = async {
        loop {
            match small_order::post(sender, id).await {
                Ok(event) => return event,
                Err(_) => sleep(PAUSE).await,
            }
        }
    };
    timeout(PATIENCE, stored).await.map_err(|_| format!("order {id} could not be stored"))
}

/// That the list has each event, and each once.
async fn listed_once(stack: &StackUrl, all: &BTreeSet<EventId>) -> Result<(), String> {
    let token = fetch_token(stack, USER, None).await.map_err(said)?;
    let listed = read_list(stack, &token, "webhooks").await.map_err(said)?;
    let ids: BTreeSet<EventId> =
        listed.iter().filter_map(|event| event["id"].as_str()).filter_map(|id| id.parse().ok()).collect();
    if listed.len() != all.len() || ids != *all {
        return Err(format!("{} rows of {} events are listed for {}", listed.len(), ids.len(), all.len()));
    }
    Ok(())
}

impl Suffered {
    fn add(&mut self, other: &Self) {
        self.killed += other.killed;
        self.given_up += other.given_up;
        self.offline += other.offline;
        self.ended += other.ended;
    }
}

/// What all clients together were told.
#[derive(Debug, Default)]
struct Told {
    connected: u32,
    filled: u32,
    incomplete: BTreeMap<String, u32>,
    /// Events that frames brought, and all that there were, over all clients.
    by_frames: usize,
    expected: usize,
}

impl Told {
    fn add(&mut self, counts: &Counts, by_frames: usize, expected: usize) {
        self.connected += counts.connected;
        self.filled += counts.filled;
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

impl std::fmt::Display for Told {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { connected, filled, incomplete, expected, .. } = self;
        let percent = self.percent_by_frames();
        write!(f, "{connected} connections: {filled} gaps filled whole, told incomplete {incomplete:?}; ")?;
        write!(f, "{percent} % of {expected} events came by frames, the others were told to be missing and loaded")
    }
}

fn said(error: impl std::fmt::Display) -> String {
    error.to_string()
}
