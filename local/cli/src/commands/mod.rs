//! The command line.
//!
//! Each command is a file with its arguments and a function `run`. Results go to stdout, and messages about the command
//! itself to stderr, so that the output can be piped.

mod backoff;
mod caller;
#[cfg(test)]
mod documentation;
pub mod env;
mod error;
mod output;
mod progress;
pub mod replay;
pub mod send;
pub mod serve;
mod stack_choice;
pub mod tail;
pub mod token;

pub use caller::Caller;
pub use error::CommandError;
pub use output::message;
pub use stack_choice::StackChoice;

/// Shown at the end of `storebell --help`.
pub const EXAMPLES: &str = "\
Examples:
  storebell serve                           start the stack on port 3000, with its data in .storebell
  storebell tail                            show webhooks as they are processed
  storebell send shopify orders/create      send a signed order for the demo shop
  storebell send flipkart ORDER_CREATED --count 20 --every 500
  storebell replay --status failed --dry-run
  export $(storebell env)                   set a function's environment in this shell
  curl -H \"authorization: Bearer $(storebell token)\" http://127.0.0.1:3000/api/orders";

/// The commands of `storebell`.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Run the whole stack in this process (the default command)
    #[command(after_help = serve::EXAMPLES)]
    Serve(serve::ServeArgs),
    /// Sign and post a sample webhook, or a file
    #[command(after_help = send::EXAMPLES)]
    Send(send::SendArgs),
    /// Print webhooks as they are processed, one a line
    #[command(after_help = tail::EXAMPLES)]
    Tail(tail::TailArgs),
    /// Reprocess stored events: one event, or all that match a filter
    #[command(after_help = replay::EXAMPLES)]
    Replay(replay::ReplayArgs),
    /// Print a token for the stack on this machine
    #[command(after_help = token::EXAMPLES)]
    Token(token::TokenArgs),
    /// Print the environment with which a function's own binary uses the stack on this machine
    #[command(after_help = env::EXAMPLES)]
    Env(env::EnvArgs),
}

/// Runs a command; without one, `serve`.
///
/// # Errors
/// [`CommandError`], a sentence for the user.
pub async fn run(command: Option<Command>) -> Result<(), CommandError> {
    match command.unwrap_or_else(|| Command::Serve(serve::ServeArgs::default())) {
        Command::Serve(args) => Ok(serve::run(args).await?),
        Command::Send(args) => send::run(args).await,
        Command::Tail(args) => tail::run(args).await,
        Command::Replay(args) => replay::run(args).await,
        Command::Token(args) => token::run(args).await,
        Command::Env(args) => env::run(&args),
    }
}
