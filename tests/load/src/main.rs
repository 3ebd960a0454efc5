//! `load`: sends orders to a stack and proves that each one arrived as a live frame, exactly once. Only then does it
//! print how long that took.
//!
//! `load shuffle` sends webhooks of many orders in any order, and prints the orders that come of it. `load replays` makes
//! failed events, takes away their cause, and replays them. `load crowd` tells a crowd of connections of one event, and
//! `load cuts` has clients cut at random while events flow.

mod arrivals;
mod crowd;
mod cuts;
mod listener;
mod percentiles;
mod replays;
mod report;
mod senders;
mod shuffle;
mod small_order;
mod traffic;
mod users;

use std::process::ExitCode;
use std::time::Duration;

use arrivals::Arrivals;
use clap::{Args, Parser, Subcommand, ValueEnum};
use listener::Listener;
use local::client::{ClientError, StackUrl, WebhookSender, fetch_token};
use local::demo;
use percentiles::Percentiles;
use testing::order_histories;
use types::Channel;
use types::secret::Secret;

/// Sends orders to a stack, and checks that every one arrives as a live frame.
#[derive(Debug, Parser)]
#[command(args_conflicts_with_subcommands = true)]
struct CommandLine {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    arguments: Arguments,
}

/// What else can be proven.
#[derive(Debug, Subcommand)]
enum Command {
    /// Sends webhooks of many orders in an order of the seed's, each one to three times, and prints the orders
    Shuffle {
        /// A new stack on this machine
        #[arg(long)]
        url: StackUrl,
        /// In which order they are sent
        #[arg(long)]
        seed: u64,
        /// How many orders
        #[arg(long, default_value_t = 300, value_parser = clap::value_parser!(u64).range(1..))]
        orders: u64,
        /// How many different webhooks
        #[arg(long, default_value_t = 2000)]
        webhooks: usize,
    },
    /// Makes failed events, takes away their cause, replays them all, and then once more
    Replays {
        /// A new stack on this machine
        #[arg(long)]
        url: StackUrl,
        /// Its DynamoDB
        #[arg(long)]
        dynamodb: String,
        /// How many
        #[arg(long, default_value_t = 10_000)]
        count: u64,
    },
    /// Opens many connections, and posts events, by turns without and with dead connections among them
    Crowd {
        /// A new stack on this machine
        #[arg(long)]
        url: StackUrl,
        /// Its DynamoDB
        #[arg(long)]
        dynamodb: String,
        /// How many connections
        #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..=1500))]
        connections: u32,
        /// How many dead ones
        #[arg(long, default_value_t = 10)]
        dead: u32,
        /// How many events without dead ones, and as many with them
        #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..))]
        rounds: u64,
        /// How long an event may take to the last connection
        #[arg(long, value_name = "MS", default_value_t = 1000)]
        within: u32,
    },
    /// Has clients cut at random while events flow, and restarts, and compares what they have at the end
    Cuts {
        /// A new stack on this machine; it may go down and come back until `all are sent` is printed
        #[arg(long)]
        url: StackUrl,
        /// How many events
        #[arg(long, default_value_t = 20_000, value_parser = clap::value_parser!(u64).range(1..))]
        count: u64,
        /// How many clients, beside one that may see nothing
        #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=78))]
        clients: u32,
        /// How they listen
        #[arg(long, value_enum, default_value_t = LiveTransport::Websocket)]
        transport: LiveTransport,
        /// How long each client is offline once
        #[arg(long, value_name = "SECONDS", default_value_t = 30)]
        offline: u64,
    },
}

#[derive(Args, Debug)]
struct Arguments {
    /// The stack
    #[arg(long, default_value = "http://127.0.0.1:3000")]
    url: StackUrl,
    /// Where the stack's live frames come from, if that is another URL (on AWS it is)
    #[arg(long)]
    live_url: Option<StackUrl>,
    /// How many orders
    #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u32).range(1..))]
    count: u32,
    /// How many a second [default: as fast as answers come]
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
    rate: Option<u32>,
    /// How many at the same time, at most
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=1000))]
    concurrency: u32,
    /// How to listen
    #[arg(long, value_enum, default_value_t = LiveTransport::Websocket)]
    transport: LiveTransport,
    /// How many frames, or events of a stream, may come at most [default: any number]
    #[arg(long, value_name = "COUNT")]
    most_frames: Option<u64>,
    /// How long the slowest frame but one in a hundred may take after its POST began [default: any time]
    #[arg(long, value_name = "MS")]
    p99_within: Option<u32>,
    /// How many seconds the last frame may take after the last answer
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    deadline: u64,
    /// A token [default: one of the user demo, from the stack on this machine]
    #[arg(long)]
    token: Option<String>,
    /// The shop that sends
    #[arg(long, default_value = demo::SHOPIFY.account)]
    account: String,
    /// The shop's secret
    #[arg(long, default_value = demo::SHOPIFY.secret)]
    secret: String,
}

/// How live frames come.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum LiveTransport {
    /// By WebSocket.
    Websocket,
    /// By SSE.
    Sse,
}

impl LiveTransport {
    /// What comes by it.
    fn pieces(self) -> &'static str {
        match self {
            Self::Websocket => "frames",
            Self::Sse => "events of the stream",
        }
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let CommandLine { command, arguments } = CommandLine::parse();
    let done = match command {
        Some(Command::Shuffle { url, seed, orders, webhooks }) => shuffle(&url, seed, orders, webhooks).await,
        Some(Command::Replays { url, dynamodb, count }) => replay(&url, &dynamodb, count).await,
        Some(Command::Crowd { url, dynamodb, connections, dead, rounds, within }) => {
            let (connections, dead) = (connections as usize, dead as usize);
            let size = crowd::Size { connections, dead, rounds, within_ms: within.into() };
            crowd::told(&url, &dynamodb, size).await
        }
        Some(Command::Cuts { url, count, clients, transport, offline }) => {
            let by = match transport {
                LiveTransport::Websocket => cuts::By::WebSocket,
                LiveTransport::Sse => cuts::By::Sse,
            };
            let (clients, offline) = (clients as usize, Duration::from_secs(offline));
            cuts::survived(&url, cuts::Size { events: count, clients, offline }, by).await
        }
        None => run(arguments).await,
    };
    match done {
        Ok(report) => {
            println!("{report}");
            ExitCode::SUCCESS
        }
        Err(failure) => {
            eprintln!("load: FAILED: {failure}");
            ExitCode::FAILURE
        }
    }
}

/// The same webhooks for every seed; only their order differs.
async fn shuffle(url: &StackUrl, seed: u64, orders: u64, webhooks: usize) -> Result<String, String> {
    let token = fetch_token(url, demo::USER, None).await.map_err(|error| error.to_string())?;
    let orders = shuffle::shuffled(url, &token, &order_histories::order_webhooks(orders, webhooks, 0), seed).await?;
    Ok(orders.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
}

async fn replay(url: &StackUrl, dynamodb: &str, count: u64) -> Result<String, String> {
    let token = fetch_token(url, demo::USER, None).await.map_err(|error| error.to_string())?;
    let took = replays::replayed(url, &token, dynamodb, count).await?;
    Ok(format!("{count} failed events: replayed in {took:.1?}, none is failed, no order changed twice"))
}

async fn run(arguments: Arguments) -> Result<String, String> {
    let sentence = |error: ClientError| error.to_string();
    let live = arguments.live_url.as_ref().unwrap_or(&arguments.url);
    let token = match &arguments.token {
        Some(token) => token.clone(),
        None => fetch_token(&arguments.url, demo::USER, None).await.map_err(sentence)?,
    };
    let secret = Secret::new(&*arguments.secret);
    let sender = WebhookSender::new(&arguments.url, Channel::Shopify, None, &arguments.account, secret);
    let sender = sender.map_err(sentence)?;
    let arrivals = Arrivals::default();
    let listener = Listener::start(arguments.transport, live, &token, arrivals.clone()).await.map_err(sentence)?;

    let sent = senders::send_all(&sender, arguments.count, arguments.rate, arguments.concurrency).await?;
    let arrived = arrivals.of(&sent, &listener, Duration::from_secs(arguments.deadline)).await?;
    let report = report::report(&arguments, &sent, &arrived, arrivals.traffic());
    if let Some(most) = arguments.most_frames.filter(|most| arrivals.traffic().frames() > *most) {
        return Err(format!("more than {most} frames came\n{report}"));
    }
    let p99 = Percentiles::of(arrived).at(99);
    match arguments.p99_within {
        Some(within) if p99 > f64::from(within) => Err(format!("p99 is over {within} ms\n{report}")),
        _ => Ok(report),
    }
}
