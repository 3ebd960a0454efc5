//! Clients that are cut at random while events flow; whoever starts the stack restarts it meanwhile.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use local::client::{By, Follower, StackUrl, WebhookSender, fetch_token, read_list};
use local::demo::{SHOPIFY, USER};
use shared::bounded::bounded;
use shared::lives::Dice;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::{small_order, users};

/// Clients of one user: a fourth stream would close the first.
const OF_ONE_USER: usize = 2;
/// How many orders are posted at the same time.
const AT_ONCE: usize = 8;
/// How long an order may take through all restarts, and how long the clients may need to catch up at the end.
const PATIENCE: Duration = Duration::from_secs(300);
/// The pause before something that failed is tried again.
const PAUSE: Duration = Duration::from_millis(100);
/// The first order's id.
const FIRST: u64 = 620_000_000_000_000_000;
/// How long tokens live, in seconds: of every second client they end in the middle.
const TOKEN_TTLS: [u64; 2] = [3600, 3];

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

/// Lets `count` events flow to `clients` by one transport, and to one client of a stranger; each must end with exactly
/// what its user may see.
pub(crate) async fn survived(stack: &StackUrl, count: u64, clients: usize, by: By) -> Result<String, String> {
    let users = users::viewers(stack, clients.div_ceil(OF_ONE_USER)).await?;
    let over = Arc::new(AtomicBool::new(false));
    let mut suffering = JoinSet::new();
    for number in 0..clients {
        let user = users.get(number / OF_ONE_USER).ok_or("each client has a user")?;
        let ttl = TOKEN_TTLS[number % TOKEN_TTLS.len()];
        let follower = Follower::new(stack, user, by, ttl);
        suffering.spawn(suffer(follower, true, Arc::clone(&over), Dice::new(number as u64)));
    }
    let stranger = Follower::new(stack, "stranger", by, TOKEN_TTLS[0]);
    suffering.spawn(suffer(stranger, false, Arc::clone(&over), Dice::new(clients as u64)));

    let started = Instant::now();
    let sender = WebhookSender::demo(stack, SHOPIFY).map_err(said)?;
    let posts = (0..count).map(|number| post(&sender, FIRST + number)).collect();
    let all = bounded(AT_ONCE, posts).await.into_iter().collect::<Result<BTreeSet<_>, _>>()?;
    let flow = started.elapsed();
    // Whoever restarts the stack waits for this line.
    println!("all are sent");
    over.store(true, Ordering::Relaxed);
    let mut catching_up = JoinSet::new();
    let mut total = Suffered::default();
    while let Some(suffered) = suffering.join_next().await {
        let (follower, is_member, suffered) = suffered.map_err(said)?;
        total.add(&suffered);
        let expected = if is_member { all.clone() } else { BTreeSet::new() };
        catching_up.spawn(catch_up(follower, expected));
    }
    let (mut connected, mut loaded) = (0, 0);
    while let Some(caught) = catching_up.join_next().await {
        let counts = caught.map_err(said)??.counts();
        (connected, loaded) = (connected + counts.connected, loaded + counts.loaded);
    }
    let caught_up = started.elapsed() - flow;
    listed_once(stack, &all).await?;
    let Suffered { killed, given_up, offline, ended } = total;
    Ok(format!(
        "{count} events in {flow:.1?}, {clients} clients by {by:?} and a stranger: each has exactly what it may see, \
         {caught_up:.1?} after the last.\n  cuts: {killed} sockets killed, {given_up} while connecting, {offline} times \
         offline, {ended} ended by tokens or restarts; {connected} connections, pages loaded {loaded} times"
    ))
}

/// Follows, and loses its connection again and again, until the flow is over.
async fn suffer(
    mut follower: Follower,
    is_member: bool,
    over: Arc<AtomicBool>,
    mut dice: Dice,
) -> (Follower, bool, Suffered) {
    let mut suffered = Suffered::default();
    while !over.load(Ordering::Relaxed) {
        // Most are cut while they live, some while they connect.
        let patience = Duration::from_millis(if dice.one_in(8) { dice.between(0, 300) } else { 10_000 });
        if timeout(patience, connect(&mut follower)).await.is_err() {
            suffered.given_up += 1;
            follower.cut();
            continue;
        }
        let living = async { while follower.is_live() && follower.go_on().await.is_ok() {} };
        match timeout(Duration::from_millis(dice.between(0, 5_000)), living).await {
            Ok(()) => suffered.ended += 1,
            Err(_) => suffered.killed += 1,
        }
        follower.cut();
        if dice.one_in(4) {
            suffered.offline += 1;
            sleep(Duration::from_millis(dice.between(500, 3_000))).await;
        }
    }
    (follower, is_member, suffered)
}

async fn connect(follower: &mut Follower) {
    while !follower.is_live() {
        if follower.go_on().await.is_err() {
            sleep(PAUSE).await;
        }
    }
}

/// Follows on in peace until it has seen `all`. What it has beside them, or misses at the end, is an error.
async fn catch_up(mut follower: Follower, all: BTreeSet<String>) -> Result<Follower, String> {
    let catching_up = async {
        while !follower.is_live() || !follower.seen().is_superset(&all) {
            if follower.go_on().await.is_err() {
                sleep(PAUSE).await;
            }
        }
    };
    let caught = timeout(PATIENCE, catching_up).await;
    let missing = all.difference(follower.seen()).count();
    let foreign = follower.seen().difference(&all).count();
    if caught.is_err() || missing > 0 || foreign > 0 {
        return Err(format!("{missing} of {} are missing and {foreign} too many for {follower:?}", all.len()));
    }
    Ok(follower)
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
async fn listed_once(stack: &StackUrl, all: &BTreeSet<String>) -> Result<(), String> {
    let token = fetch_token(stack, USER, None).await.map_err(said)?;
    let listed = read_list(stack, &token, "webhooks").await.map_err(said)?;
    let ids: BTreeSet<_> = listed.iter().filter_map(|event| event["id"].as_str().map(str::to_owned)).collect();
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

fn said(error: impl std::fmt::Display) -> String {
    error.to_string()
}
