//! `storebell token`: a token of the stack on this machine.

use local_client::fetch_token;

use super::{CommandError, StackChoice, output};

/// Shown at the end of the command's help.
pub const EXAMPLES: &str = "\
Examples:
  storebell token
  storebell token --user asha --ttl 600
  curl -H \"authorization: Bearer $(storebell token)\" http://127.0.0.1:3000/api/orders";

/// Arguments of `storebell token`.
#[derive(Debug, clap::Args)]
pub struct TokenArgs {
    /// The user
    #[arg(long, default_value = "demo")]
    pub user: String,
    /// The seconds until the token expires, at most a day [default: an hour]
    #[arg(long, value_name = "SECONDS")]
    pub ttl: Option<u64>,
    /// The stack
    #[command(flatten)]
    pub stack: StackChoice,
}

/// Prints the token.
///
/// # Errors
/// [`CommandError`] if no stack runs, or it does not issue such a token.
pub async fn run(args: TokenArgs) -> Result<(), CommandError> {
    let token = fetch_token(&args.stack.find()?, &args.user, args.ttl).await?;
    Ok(output::line(&token)?)
}
