//! Fan-out: one event to many connections, and whether dead connections among them delay it.

use std::time::{Duration, Instant};

use domain::live::Filter;
use local_client::demo::SHOPIFY;
use local_client::{StackUrl, WebSocketClient, WebhookSender, fetch_token};
use local_dynamodb::TABLES;
use runtime::environment::Environment;
use store::connections::{Connection, Connections, LiveTransport};
use store::{Store, Tables};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use types::concurrency::bounded;
use types::time::Clock;

use crate::percentiles::Percentiles;
use crate::traffic::Traffic;
use crate::{minimal_order, users};

/// A user may have at most 50 connections open.
const CONNECTIONS_PER_USER: usize = 40;
/// API Gateway accepts 500 new connections a second.
const MAX_CONCURRENT_CONNECTS: usize = 16;
/// The time within which an event has to reach every connection.
const TIMEOUT: Duration = Duration::from_secs(30);
/// The interval at which the test checks whether rows are deleted.
const POLL_INTERVAL: Duration = Duration::from_millis(20);
/// The prefix of the ids of dead connections.
const DEAD_ID_PREFIX: &str = "dead-";
const FIRST_ORDER_ID: u64 = 610_000_000_000_000_000;
/// The allowed delay by dead connections, in percent.
const MAX_SLOWDOWN_PERCENT: f64 = 10.0;

/// The number of connections and events, and the limit.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Connections that listen.
    pub connections: usize,
    /// Connections that have a row but no socket.
    pub dead: usize,
    /// Events with dead connections, and as many without.
    pub rounds: u64,
    /// The limit for the time until the last connection has the event, in milliseconds.
    pub max_ms: f64,
}

/// Opens the connections and posts events, alternately without and with dead connections; reports how long each took.
/// The limits apply to the medians of the rounds: a single round depends too much on the machine.
///
/// # Errors
/// A sentence: a connection missed the event, or a limit was exceeded.
pub async fn run(stack: &StackUrl, dynamodb: &str, size: Size) -> Result<String, String> {
    let users = users::viewers(stack, size.connections.div_ceil(CONNECTIONS_PER_USER)).await?;
    let mut recipients = Recipients::connect(stack, &users, size.connections).await?;
    let tables = TABLES.iter().map(|table| (table.variable.to_owned(), table.local_name.to_owned()));
    let tables = Tables::from_environment(&Environment::from_pairs(tables)).map_err(sentence)?;
    let rows = Store::new(local_dynamodb::dynamodb(dynamodb), tables).connections().map_err(sentence)?;
    let sender = WebhookSender::demo(stack, SHOPIFY).map_err(sentence)?;
    // The first event fills caches and opens connections between the functions, so it is not measured.
    recipients.deliver(&sender, FIRST_ORDER_ID).await?;
    let (mut alive, mut with_dead) = (Vec::new(), Vec::new());
    for round in 1..=size.rounds {
        alive.push(recipients.deliver(&sender, FIRST_ORDER_ID + 2 * round).await?);
        for number in 0..size.dead {
            let user = users.get(number % users.len()).ok_or("there is no user")?;
            rows.add(&dead(user, &format!("{DEAD_ID_PREFIX}{round}-{number}"))).await.map_err(sentence)?;
        }
        with_dead.push(recipients.deliver(&sender, FIRST_ORDER_ID + 2 * round + 1).await?);
        timeout(TIMEOUT, dead_rows_are_deleted(&rows, &users))
            .await
            .map_err(|_| "rows of dead connections remain")??;
    }
    report(size, &alive, &with_dead, &recipients.traffic)
}

/// Returns once no row of a dead connection is left: the push deletes a row whose post gets status 410.
async fn dead_rows_are_deleted(rows: &Connections, users: &[String]) -> Result<(), String> {
    for user in users {
        while rows.of_user(user, Clock::system().now()).await.map_err(sentence)?.iter().any(is_dead) {
            sleep(POLL_INTERVAL).await;
        }
    }
    Ok(())
}

fn is_dead(connection: &Connection) -> bool {
    connection.id.starts_with(DEAD_ID_PREFIX)
}

/// The row of a connection that was live and whose end was never recorded.
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

/// Connections that listen, each in its own task.
struct Recipients {
    messages: UnboundedReceiver<RecipientMessage>,
    count: usize,
    traffic: Traffic,
    _listeners: JoinSet<()>,
}

/// What a listening task reports.
enum RecipientMessage {
    /// An event arrived: its id, and when.
    Event(String, Instant),
    /// The connection ended: the reason.
    Disconnected(String),
}

impl Recipients {
    async fn connect(stack: &StackUrl, users: &[String], count: usize) -> Result<Self, String> {
        let mut opening = Vec::new();
        for (number, user) in users.iter().enumerate() {
            let token = fetch_token(stack, user, None).await.map_err(sentence)?;
            let of_user = CONNECTIONS_PER_USER.min(count - number * CONNECTIONS_PER_USER);
            opening.extend((0..of_user).map(|_| open(stack, token.clone())));
        }
        let (sender, messages) = unbounded_channel();
        let (traffic, mut listeners) = (Traffic::default(), JoinSet::new());
        for client in bounded(MAX_CONCURRENT_CONNECTS, opening).await {
            listeners.spawn(listen(client?, sender.clone(), traffic.clone()));
        }
        Ok(Self { messages, count, traffic, _listeners: listeners })
    }

    /// Posts an order; the time from the beginning of the POST to each connection.
    async fn deliver(&mut self, sender: &WebhookSender, order: u64) -> Result<Percentiles, String> {
        let started = Instant::now();
        let id = minimal_order::post(sender, order).await?;
        let mut latencies = Vec::with_capacity(self.count);
        while latencies.len() < self.count {
            match timeout(TIMEOUT, self.messages.recv()).await {
                Ok(Some(RecipientMessage::Event(event, at))) if event == id => latencies.push(at - started),
                Ok(Some(RecipientMessage::Event(..))) => return Err("a connection got an event twice".to_owned()),
                Ok(Some(RecipientMessage::Disconnected(reason))) => {
                    return Err(format!("a connection ended: {reason}"));
                }
                Ok(None) | Err(_) => return Err(format!("only {} of {} got the event", latencies.len(), self.count)),
            }
        }
        Ok(Percentiles::of(latencies))
    }
}

async fn open(stack: &StackUrl, token: String) -> Result<WebSocketClient, String> {
    WebSocketClient::connect(stack, &token, None).await.map(|(client, _)| client).map_err(sentence)
}

/// Reports every event until the connection ends.
async fn listen(mut client: WebSocketClient, sender: UnboundedSender<RecipientMessage>, traffic: Traffic) {
    let reason = loop {
        match client.next_frame().await {
            Ok(Some(frame)) => {
                let at = Instant::now();
                traffic.record(frame.text.len());
                let ids = frame.events().iter().filter_map(|event| event["id"].as_str());
                if ids.map(|id| sender.send(RecipientMessage::Event(id.to_owned(), at))).any(|sent| sent.is_err()) {
                    return;
                }
            }
            Ok(None) => break "the stack closed it".to_owned(),
            Err(error) => break error.to_string(),
        }
    };
    // The receiver is gone once the scenario is over.
    let _ = sender.send(RecipientMessage::Disconnected(reason));
}

/// The table of all rounds; an error where a limit was exceeded.
fn report(size: Size, alive: &[Percentiles], with_dead: &[Percentiles], traffic: &Traffic) -> Result<String, String> {
    let slowest = |rounds: &[Percentiles]| median(rounds.iter().map(|round| round.at(100)).collect());
    let (without, with) = (slowest(alive), slowest(with_dead));
    let table = [
        format!("{} connections, {} rounds: each connection got each event once.", size.connections, size.rounds),
        format!("  {:<32}{:>9}{:>9}{:>9}", "ms from POST, median of rounds", "p50", "p99", "max"),
        row("without dead connections", alive),
        row(&format!("with {} dead connections", size.dead), with_dead),
        format!("  {} to all connections, including those of the first event", traffic.summary("frames")),
    ]
    .join("\n");
    if without > size.max_ms || with > size.max_ms {
        return Err(format!("the last connection got the event after more than {} ms\n{table}", size.max_ms));
    }
    if with > without * (1.0 + MAX_SLOWDOWN_PERCENT / 100.0) {
        return Err(format!("dead connections delayed events by more than {MAX_SLOWDOWN_PERCENT} %\n{table}"));
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

fn sentence(error: impl std::fmt::Display) -> String {
    error.to_string()
}
