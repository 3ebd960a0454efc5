//! `load`: sends orders to a stack and verifies that each one arrives as a live frame exactly once. Only then does it
//! print latencies. Each sub-command runs another scenario.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a tool that cannot print its result fails")]

use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, Subcommand};
use load::{LiveTransport, disconnects, fan_out, reordering, replays, throughput};
use local_client::{StackUrl, demo, fetch_token};
use testing::order_histories;

/// Sends orders to a stack, and verifies that each one arrives as a live frame.
#[derive(Debug, Parser)]
#[command(args_conflicts_with_subcommands = true)]
struct CommandLine {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    arguments: throughput::Arguments,
}

/// The other scenarios.
#[derive(Debug, Subcommand)]
enum Command {
    /// Sends webhooks of many orders in a random order, each one to three times, and prints the resulting orders
    Reordering {
        /// A new stack on this machine
        #[arg(long)]
        url: StackUrl,
        /// The seed of the order in which they are sent
        #[arg(long)]
        seed: u64,
        /// Number of orders
        #[arg(long, default_value_t = 300, value_parser = clap::value_parser!(u64).range(1..))]
        orders: u64,
        /// Number of distinct webhooks
        #[arg(long, default_value_t = 2000)]
        webhooks: usize,
    },
    /// Creates failed events, removes the cause, replays all of them, and then replays every event
    Replays {
        /// A new stack on this machine
        #[arg(long)]
        url: StackUrl,
        /// The URL of its DynamoDB
        #[arg(long)]
        dynamodb: String,
        /// Number of events
        #[arg(long, default_value_t = 10_000)]
        count: u64,
    },
    /// Opens many connections and posts events, alternately without and with dead connections among them
    FanOut {
        /// A new stack on this machine
        #[arg(long)]
        url: StackUrl,
        /// The URL of its DynamoDB
        #[arg(long)]
        dynamodb: String,
        /// Number of connections
        #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..=1500))]
        connections: u32,
        /// Number of dead connections
        #[arg(long, default_value_t = 10)]
        dead: u32,
        /// Number of events without dead connections, and of events with them
        #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..))]
        rounds: u64,
        /// Fail if an event takes longer than this to reach the last connection, in milliseconds
        #[arg(long, value_name = "MS", default_value_t = 1000)]
        within: u32,
    },
    /// Disconnects clients at random while events flow and the stack restarts, and compares what each client received
    Disconnects {
        /// A new stack on this machine; it may restart until `all are sent` is printed
        #[arg(long)]
        url: StackUrl,
        /// Number of events
        #[arg(long, default_value_t = 20_000, value_parser = clap::value_parser!(u64).range(1..))]
        count: u64,
        /// Number of clients, in addition to one that may see nothing
        #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=78))]
        clients: u32,
        /// Transport of the live connections
        #[arg(long, value_enum, default_value_t = LiveTransport::Websocket)]
        transport: LiveTransport,
        /// Seconds of the one long outage of each client
        #[arg(long, value_name = "SECONDS", default_value_t = 30)]
        offline: u64,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    let CommandLine { command, arguments } = CommandLine::parse();
    let result = match command {
        Some(Command::Reordering { url, seed, orders, webhooks }) => reordering(&url, seed, orders, webhooks).await,
        Some(Command::Replays { url, dynamodb, count }) => replays(&url, &dynamodb, count).await,
        Some(Command::FanOut { url, dynamodb, connections, dead, rounds, within }) => {
            let (connections, dead) = (connections as usize, dead as usize);
            let size = fan_out::Size { connections, dead, rounds, max_ms: within.into() };
            fan_out::run(&url, &dynamodb, size).await
        }
        Some(Command::Disconnects { url, count, clients, transport, offline }) => {
            let (clients, offline) = (clients as usize, Duration::from_secs(offline));
            disconnects::run(&url, disconnects::Size { events: count, clients, offline }, transport).await
        }
        None => throughput::run(arguments).await,
    };
    match result {
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

/// Every seed sends the same webhooks, in another order.
async fn reordering(url: &StackUrl, seed: u64, orders: u64, webhooks: usize) -> Result<String, String> {
    let token = fetch_token(url, demo::USER, None).await.map_err(|error| error.to_string())?;
    let orders = reordering::run(url, &token, &order_histories::order_webhooks(orders, webhooks, 0), seed).await?;
    Ok(orders.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
}

async fn replays(url: &StackUrl, dynamodb: &str, count: u64) -> Result<String, String> {
    let token = fetch_token(url, demo::USER, None).await.map_err(|error| error.to_string())?;
    let took = replays::run(url, &token, dynamodb, count).await?;
    Ok(format!("{count} failed events: replayed in {took:.1?}, no event is failed, no order changed twice"))
}
