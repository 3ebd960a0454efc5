//! As whom a command calls a stack.

use crate::client::{ClientError, StackUrl, fetch_token};

/// A user of the stack on this machine, or whoever a token names.
#[derive(Debug, clap::Args)]
pub struct Caller {
    /// As whom, on this machine
    #[arg(long, default_value = "demo", conflicts_with = "token")]
    pub user: String,
    /// A token [default: STOREBELL_TOKEN, or one that the stack on this machine gives away]
    #[arg(long)]
    pub token: Option<String>,
}

impl Caller {
    /// Given, or fetched anew for each call: an hour later the last one is good for nothing.
    #[expect(
        clippy::disallowed_methods,
        reason = "this is an argument of the command, not configuration of a function"
    )]
    pub(super) async fn token(&self, stack: &StackUrl) -> Result<String, ClientError> {
        let from_environment = || std::env::var("STOREBELL_TOKEN").ok().filter(|token| !token.is_empty());
        match self.token.clone().or_else(from_environment) {
            Some(token) => Ok(token),
            None => fetch_token(stack, &self.user, None).await,
        }
    }
}
