//! `storebell token`: a token of the stack on this machine.

use super::{CommandError, StackChoice, output};
use local_client::fetch_token;

/// Arguments of `storebell token`.
#[derive(Debug, clap::Args)]
pub struct TokenArgs {
    /// Whose token
    #[arg(long, default_value = "demo")]
    pub user: String,
    /// For how many seconds it is good, a day at most [default: an hour]
    #[arg(long, value_name = "SECONDS")]
    pub ttl: Option<u64>,
    /// Which stack's
    #[command(flatten)]
    pub stack: StackChoice,
}

/// Prints the token.
///
/// # Errors
/// [`CommandError`] if no stack runs, or it gives no such token.
pub async fn run(args: TokenArgs) -> Result<(), CommandError> {
    let token = fetch_token(&args.stack.find()?, &args.user, args.ttl).await?;
    Ok(output::line(&token)?)
}
