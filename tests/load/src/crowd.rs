//! One event to a crowd of connections, and whether some that are gone hold it up.

use std::time::{Duration, Instant};

use domain::live::Filter;
use local::client::{StackUrl, WebSocketClient, WebhookSender, fetch_token};
use local::demo::SHOPIFY;
use local::environment::function_environment;
use runtime::environment::Environment;
use store::connections::{Connection, Connections, LiveTransport};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use types::concurrency::bounded;
use types::time::Clock;

use crate::percentiles::Percentiles;
use crate::traffic::Traffic;
use crate::{small_order, users};

/// A user may have 50 connections open.
const OF_ONE_USER: usize = 40;
/// How many are opened at the same time: API Gateway takes 500 new ones a second.
const OPENED_AT_ONCE: usize = 16;
/// How long an event may take to all.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often is looked whether rows are gone.
const PAUSE: Duration = Duration::from_millis(20);
/// What the ids of dead connections begin with.
const DEAD: &str = "dead-";
/// The first order's id.
const FIRST: u64 = 610_000_000_000_000_000;
/// How much longer it may take with dead connections, in percent.
const LONGER_PERCENT: f64 = 10.0;

/// How large a crowd is, and how often it is told something.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Size {
    /// Connections that listen.
    pub(crate) connections: usize,
    /// Connections whose rows are there and whose sockets are gone.
    pub(crate) dead: usize,
    /// Events with dead connections, and as many without.
    pub(crate) rounds: u64,
    /// How long the event may take to the last one, in milliseconds.
    pub(crate) within_ms: f64,
}

/// Opens the connections, posts events, without and with dead ones by turns; says how long each took. The medians of the
/// rounds are judged: one round alone says more about the machine.
pub(crate) async fn told(stack: &StackUrl, dynamodb: &str, size: Size) -> Result<String, String> {
    let users = users::viewers(stack, size.connections.div_ceil(OF_ONE_USER)).await?;
    let mut crowd = Crowd::gather(stack, &users, size.connections).await?;
    let environment = Environment::from_pairs(function_environment(0, dynamodb));
    let rows = Connections::new(local::dynamodb::dynamodb(dynamodb), &environment).map_err(said)?;
    let sender = WebhookSender::demo(stack, SHOPIFY).map_err(said)?;
    // The first one fills caches and opens connections between the functions, which is no event's usual way.
    crowd.tell(&sender, FIRST).await?;
    let (mut alive, mut with_dead) = (Vec::new(), Vec::new());
    for round in 1..=size.rounds {
        alive.push(crowd.tell(&sender, FIRST + 2 * round).await?);
        for number in 0..size.dead {
            let user = users.get(number % users.len()).ok_or("a crowd has at least one user")?;
            rows.add(&dead(user, &format!("{DEAD}{round}-{number}"))).await.map_err(said)?;
        }
        with_dead.push(crowd.tell(&sender, FIRST + 2 * round + 1).await?);
        timeout(PATIENCE, forgotten(&rows, &users)).await.map_err(|_| "who is gone was not forgotten")??;
    }
    judged(size, alive, with_dead, &crowd.traffic)
}

/// Returns when no row of a dead connection is left: the push whose post was answered with 410 removes it.
async fn forgotten(rows: &Connections, users: &[String]) -> Result<(), String> {
    for user in users {
        while rows.of_user(user, Clock::system().now()).await.map_err(said)?.iter().any(is_dead) {
            sleep(PAUSE).await;
        }
    }
    Ok(())
}

fn is_dead(connection: &Connection) -> bool {
    connection.id.starts_with(DEAD)
}

/// A connection that was live, and of which nobody has said that it has ended.
fn dead(user: &str, id: &str) -> Connection {
    let now = Clock::system().now();
    Connection {
        id: id.to_owned(),
        user: user.to_owned(),
        transport: LiveTransport::Websocket,
        live: true,
        connected_at: now,
        token_expires_at: now.plus_millis(60 * 60 * 1000),
        filter: Filter::default(),
    }
}

/// Connections that listen, each in a task of its own.
struct Crowd {
    heard: UnboundedReceiver<Heard>,
    count: usize,
    traffic: Traffic,
    _listeners: JoinSet<()>,
}

/// What a listener has to say.
enum Heard {
    /// An event has come.
    Event(String, Instant),
    /// The connection has ended.
    Ended(String),
}

impl Crowd {
    async fn gather(stack: &StackUrl, users: &[String], count: usize) -> Result<Self, String> {
        let mut opening = Vec::new();
        for (number, user) in users.iter().enumerate() {
            let token = fetch_token(stack, user, None).await.map_err(said)?;
            let own = OF_ONE_USER.min(count - number * OF_ONE_USER);
            opening.extend((0..own).map(|_| open(stack, token.clone())));
        }
        let (tell, heard) = unbounded_channel();
        let (traffic, mut listeners) = (Traffic::default(), JoinSet::new());
        for client in bounded(OPENED_AT_ONCE, opening).await {
            listeners.spawn(listen(client?, tell.clone(), traffic.clone()));
        }
        Ok(Self { heard, count, traffic, _listeners: listeners })
    }

    /// Posts an order; how long it took from the POST's beginning to each connection.
    async fn tell(&mut self, sender: &WebhookSender, order: u64) -> Result<Percentiles, String> {
        let started = Instant::now();
        let id = small_order::post(sender, order).await?;
        let mut took = Vec::with_capacity(self.count);
        while took.len() < self.count {
            match timeout(PATIENCE, self.heard.recv()).await {
                Ok(Some(Heard::Event(event, at))) if event == id => took.push(at - started),
                Ok(Some(Heard::Event(..))) => return Err("a connection got an event twice".to_owned()),
                Ok(Some(Heard::Ended(why))) => return Err(format!("a connection ended: {why}")),
                Ok(None) | Err(_) => return Err(format!("only {} of {} got the event", took.len(), self.count)),
            }
        }
        Ok(Percentiles::of(took))
    }
}

async fn open(stack: &StackUrl, token: String) -> Result<WebSocketClient, String> {
    WebSocketClient::connect(stack, &token, None).await.map(|(client, _)| client).map_err(said)
}

/// Says what comes, until nothing does.
async fn listen(mut client: WebSocketClient, tell: UnboundedSender<Heard>, traffic: Traffic) {
    let why = loop {
        match client.next_frame().await {
            Ok(Some(frame)) => {
                let at = Instant::now();
                traffic.note(frame.text.len());
                let ids = frame.events().iter().filter_map(|event| event["id"].as_str());
                if ids.map(|id| tell.send(Heard::Event(id.to_owned(), at))).any(|sent| sent.is_err()) {
                    return;
                }
            }
            Ok(None) => break "it was closed".to_owned(),
            Err(error) => break error.to_string(),
        }
    };
    // Whoever does not listen any more needs no telling.
    let _ = tell.send(Heard::Ended(why));
}

/// The table of all rounds; an error where it took too long.
fn judged(
    size: Size,
    alive: Vec<Percentiles>,
    with_dead: Vec<Percentiles>,
    traffic: &Traffic,
) -> Result<String, String> {
    let longest = |rounds: &[Percentiles]| median(rounds.iter().map(|round| round.at(100)).collect());
    let (without, with) = (longest(&alive), longest(&with_dead));
    let table = [
        format!("{} connections, {} rounds: each got each event, once.", size.connections, size.rounds),
        format!("  {:<32}{:>9}{:>9}{:>9}", "ms from POST, median of rounds", "p50", "p99", "max"),
        row("all alive", &alive),
        row(&format!("{} dead ones among them", size.dead), &with_dead),
        format!("  {} to all together, those of the first event included", traffic.told("frames")),
    ]
    .join("\n");
    if without > size.within_ms || with > size.within_ms {
        return Err(format!("it took longer than {} ms to the last one\n{table}", size.within_ms));
    }
    if with > without * (1.0 + LONGER_PERCENT / 100.0) {
        return Err(format!("dead connections made it more than {LONGER_PERCENT} % longer\n{table}"));
    }
    Ok(table)
}

fn row(name: &str, rounds: &[Percentiles]) -> String {
    let at = |percent| median(rounds.iter().map(|round| round.at(percent)).collect());
    let cells = [50, 99, 100].map(|percent| format!("{:>9.1}", at(percent)));
    format!("  {name:<32}{}", cells.concat())
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_unstable_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or_default()
}

fn said(error: impl std::fmt::Display) -> String {
    error.to_string()
}
