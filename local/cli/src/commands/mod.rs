//! The command line: what a person types, and what it does.
//!
//! Each command is a file: its arguments, and `run`. What it wants to say goes to stdout, what it says about itself to
//! stderr, so that its output can be piped.

mod backoff;
mod caller;
pub mod env;
mod error;
mod output;
pub mod replay;
pub mod send;
pub mod serve;
mod stack_choice;
pub mod tail;
pub mod token;

pub use caller::Caller;
pub use error::CommandError;
pub use stack_choice::StackChoice;

/// What `storebell` can do.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Run the whole stack in this process; what happens without a command
    Serve(serve::ServeArgs),
    /// Sign and post a sample webhook, or a file
    Send(send::SendArgs),
    /// Print live frames, one a line
    Tail(tail::TailArgs),
    /// Have stored events processed once more: one, or all that a filter takes
    Replay(replay::ReplayArgs),
    /// Print a token for the stack on this machine
    Token(token::TokenArgs),
    /// Print what a function's own binary needs in its environment to use the stack on this machine
    Env(env::EnvArgs),
}

/// Does what was typed.
///
/// # Errors
/// [`CommandError`], a sentence for the person who typed it.
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
