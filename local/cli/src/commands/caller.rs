//! The user on whose behalf a command calls a stack.

use local_client::{ClientError, StackUrl, fetch_token};

/// A user of the stack on this machine, or the user of a token.
#[derive(Debug, clap::Args)]
pub struct Caller {
    /// Act as this user, on the stack on this machine
    #[arg(long, default_value = "demo", conflicts_with = "token")]
    pub user: String,
    /// A token [default: STOREBELL_TOKEN, or a token from the stack on this machine]
    #[arg(long)]
    pub token: Option<String>,
}

impl Caller {
    /// The given token, or a new one for each call, since a token of the local stack expires after an hour.
    #[expect(clippy::disallowed_methods, reason = "the command line reads its own environment")]
    pub(super) async fn token(&self, stack: &StackUrl) -> Result<String, ClientError> {
        let from_environment = || std::env::var("STOREBELL_TOKEN").ok().filter(|token| !token.is_empty());
        match self.token.clone().or_else(from_environment) {
            Some(token) => Ok(token),
            None => fetch_token(stack, &self.user, None).await,
        }
    }
}
