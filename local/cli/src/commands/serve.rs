//! `storebell serve`: the whole stack, until Ctrl-C or SIGTERM.

use std::path::PathBuf;

use clap::{Args, value_parser};
use tokio::signal::unix::{SignalKind, signal};

use crate::stack::{Options, Stack, StartError};

/// As template.yaml has it.
const STREAM_RETRIES: u32 = 1_000;
/// As the functions have it.
const RESUME_WINDOW_SECONDS: u32 = 60;

/// Runs the whole stack in this process.
#[derive(Args, Clone, Debug)]
pub struct ServeArgs {
    /// Port of the HTTP, streaming and WebSocket APIs; 0 for any free one.
    #[arg(long, default_value_t = 3000)]
    port: u16,
    /// Port of the embedded DynamoDB; 0 for any free one.
    #[arg(long, default_value_t = 0)]
    dynamodb_port: u16,
    /// Use this DynamoDB-compatible endpoint, streams included, instead of the embedded one.
    #[arg(long, value_name = "URL")]
    dynamodb: Option<String>,
    /// Folder in which everything is kept.
    #[arg(long, value_name = "DIR", default_value = ".storebell", conflicts_with = "ephemeral")]
    data: PathBuf,
    /// Keep everything in a temporary folder, and remove it at the end.
    #[arg(long)]
    ephemeral: bool,
    /// How often a batch of the stream is tried again before it goes to the on-failure file.
    #[arg(long, value_name = "COUNT", default_value_t = STREAM_RETRIES)]
    stream_retries: u32,
    /// How far behind its cursor a live client's gap is looked at.
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = RESUME_WINDOW_SECONDS,
        value_parser = value_parser!(u32).range(1..=600)
    )]
    resume_window: u32,
    /// Make no demo user and integrations in an empty store.
    #[arg(long)]
    no_demo: bool,
}

impl Default for ServeArgs {
    /// What a plain `cargo run` starts.
    fn default() -> Self {
        Self {
            port: 3000,
            dynamodb_port: 0,
            dynamodb: None,
            data: ".storebell".into(),
            ephemeral: false,
            stream_retries: STREAM_RETRIES,
            resume_window: RESUME_WINDOW_SECONDS,
            no_demo: false,
        }
    }
}

/// Serves until told to stop.
///
/// # Errors
/// [`StartError`] if the stack could not be started.
pub async fn run(args: ServeArgs) -> Result<(), StartError> {
    start_log();
    // Listened for before the start, so that a signal during it is not lost.
    let mut terminate = signal(SignalKind::terminate())?;
    let stack = Stack::start(&Options {
        port: args.port,
        dynamodb_port: args.dynamodb_port,
        dynamodb: args.dynamodb,
        data: (!args.ephemeral).then_some(args.data),
        stream_retries: args.stream_retries,
        resume_window_seconds: args.resume_window,
        demo: !args.no_demo,
    })
    .await?;
    println!("storebell: ready on http://127.0.0.1:{}", stack.port());
    if !args.no_demo {
        println!("storebell: in a second terminal, `cargo run -- tail` shows what happens live, and");
        println!("storebell: `cargo run -- send shopify orders/create` makes something happen");
    }
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
    println!("storebell: stopping");
    stack.stop().await;
    Ok(())
}

/// Lines for a person, on stderr. The embedded DynamoDB warns of every condition that does not hold, which is how a
/// duplicate is found: that is no news.
fn start_log() {
    let filter = match "dynoxide=error".parse() {
        Ok(quiet) => shared::telemetry::filter().add_directive(quiet),
        Err(_) => shared::telemetry::filter(),
    };
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}
