//! `storebell`: the whole stack in one process, and its command line.

use clap::Parser;
use storebell::commands::{self, Command};

/// Storebell on one machine. Without a command it runs `serve`.
#[derive(Parser, Debug)]
#[command(name = "storebell", version, after_help = commands::EXAMPLES)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[tokio::main]
async fn main() -> std::process::ExitCode {
    let Arguments { command } = Arguments::parse();
    match commands::run(command).await {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) if error.is_closed_pipe() => std::process::ExitCode::SUCCESS,
        Err(error) => {
            commands::message(&format!("storebell: {error}"));
            std::process::ExitCode::FAILURE
        }
    }
}
