//! `storebell serve`: runs the whole stack until Ctrl-C or SIGTERM.

mod background_writer;
mod log;
mod next_steps;

use std::io::{self, Write as _};
use std::path::PathBuf;

use clap::{Args, value_parser};
use tokio::signal::unix::{SignalKind, signal};

use super::output;
use super::stack_choice::DATA_DIR;
use crate::stack::{Options, Stack, StartError};
use background_writer::BackgroundWriter;
use next_steps::next_steps;

/// Shown at the end of the command's help.
pub const EXAMPLES: &str = "\
Examples:
  storebell serve                     port 3000, data in .storebell
  storebell serve --port 0 --ephemeral
  RUST_LOG=debug storebell serve      log ids, requests and the steps of each webhook";

/// The value of template.yaml.
const STREAM_RETRIES: u32 = 1_000;
/// The default of the functions.
const RESUME_WINDOW_SECONDS: u32 = 60;
/// The value of template.yaml.
const SSE_SECONDS: u32 = 300;
const PORT: u16 = 3000;

/// Runs the whole stack in this process.
#[derive(Args, Clone, Debug)]
pub struct ServeArgs {
    /// Port of the HTTP, streaming and WebSocket APIs; 0 for any free port
    #[arg(long, default_value_t = PORT)]
    port: u16,
    /// Port of the embedded DynamoDB; 0 for any free port
    #[arg(long, default_value_t = 0)]
    dynamodb_port: u16,
    /// A DynamoDB-compatible endpoint, including streams, instead of the embedded one
    #[arg(long, value_name = "URL")]
    dynamodb: Option<String>,
    /// Folder for all data
    #[arg(long, value_name = "DIR", default_value = DATA_DIR, conflicts_with = "ephemeral")]
    data: PathBuf,
    /// Keep all data in a temporary folder, and remove it at the end
    #[arg(long)]
    ephemeral: bool,
    /// Retries of a batch of the stream before it is written to the on-failure file
    #[arg(long, value_name = "COUNT", default_value_t = STREAM_RETRIES)]
    stream_retries: u32,
    /// How far before its cursor the catch-up of a live client looks
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = RESUME_WINDOW_SECONDS,
        value_parser = value_parser!(u32).range(1..=600)
    )]
    resume_window: u32,
    /// How long a stream of server-sent events lasts, at most
    #[arg(long, value_name = "SECONDS", default_value_t = SSE_SECONDS, value_parser = value_parser!(u32).range(1..))]
    sse_seconds: u32,
    /// Do not create the demo user and the demo integrations in an empty store
    #[arg(long)]
    no_demo: bool,
    /// Log JSON on a terminal, too (the default where stderr is no terminal)
    #[arg(long)]
    json_log: bool,
}

impl Default for ServeArgs {
    /// The arguments of a plain `cargo run`.
    fn default() -> Self {
        Self {
            port: PORT,
            dynamodb_port: 0,
            dynamodb: None,
            data: DATA_DIR.into(),
            ephemeral: false,
            stream_retries: STREAM_RETRIES,
            resume_window: RESUME_WINDOW_SECONDS,
            sse_seconds: SSE_SECONDS,
            no_demo: false,
            json_log: false,
        }
    }
}

/// Serves until a signal, or until the reader of the output has ended.
///
/// Stdout has a few lines for people; a program that reads them by a pipe and ends no longer wants the stack, as for any
/// command (`storebell serve | head -1`). So the stack stops in order, and the exit status is 0. The log on stderr is
/// different: if its reader ends or falls behind, or the disk is full, the stack goes on.
///
/// # Errors
/// [`StartError`] if the stack could not be started.
pub async fn run(args: ServeArgs) -> Result<(), StartError> {
    let log = log::start(args.json_log)?;
    let served = serve(args).await;
    log.finish();
    served
}

async fn serve(args: ServeArgs) -> Result<(), StartError> {
    // Before the start, so that a signal during the start is not lost.
    let mut terminate = signal(SignalKind::terminate())?;
    let data = (!args.ephemeral).then_some(args.data);
    let stack = Stack::start(&Options {
        port: args.port,
        dynamodb_port: args.dynamodb_port,
        dynamodb: args.dynamodb,
        data: data.clone(),
        stream_retries: args.stream_retries,
        resume_window_seconds: args.resume_window,
        sse_seconds: args.sse_seconds,
        demo: !args.no_demo,
    })
    .await?;
    let mut lines = BackgroundWriter::start("stdout", io::stdout())?;
    let mut print = |line: &str| {
        // The stack also runs if nobody reads its address.
        let _ = writeln!(lines, "storebell: {line}");
    };
    print(&format!("ready on http://127.0.0.1:{}", stack.port()));
    for line in next_steps(stack.port(), data.as_deref(), !args.no_demo) {
        print(&line);
    }
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
        () = output::reader_has_ended() => tracing::info!("the reader of the output has ended, so the stack stops"),
    }
    print("stopping");
    stack.stop().await;
    lines.finish();
    Ok(())
}
