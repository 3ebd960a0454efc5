//! Why a channel did not answer what it was asked.

/// Why there is no answer. What it shows of the channel's own words is shortened; it never holds a token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OrderSourceError {
    /// The integration has no access token, or is disabled.
    #[error("there is no access token")]
    TokenMissing,
    /// The account is not one that can be asked.
    #[error("nothing can be asked of this account")]
    Account,
    /// The token was refused: it was revoked, or the app was uninstalled.
    #[error("the access token was refused")]
    TokenRefused,
    /// The token is right, but was not given what this needs.
    #[error("the access token lacks an access scope: {0}")]
    ScopeMissing(String),
    /// The shop has not paid for its plan.
    #[error("the shop is frozen")]
    ShopFrozen,
    /// There is no such shop, or no such version of the API.
    #[error("the shop was not found")]
    ShopNotFound,
    /// The shop is locked.
    #[error("the shop is locked")]
    ShopLocked,
    /// It was asked too much, and there was no time to wait.
    #[error("too much was asked of the shop")]
    Throttled,
    /// There was no time left.
    #[error("there was no time left")]
    OutOfTime,
    /// No connection, no TLS, or no answer in time.
    #[error("no answer: {0}")]
    Unreachable(String),
    /// The channel itself has trouble: the HTTP status.
    #[error("the channel has trouble: status {0}")]
    Unavailable(u16),
    /// Another HTTP status that is no answer.
    #[error("status {0}")]
    Status(u16),
    /// The answer is larger than anything that was asked for.
    #[error("the answer is too large")]
    TooLarge,
    /// The answer is not what is documented.
    #[error("the answer cannot be read: {0}")]
    Unreadable(String),
    /// The question was refused, in the channel's own words.
    #[error("refused: {0}")]
    Refused(String),
    /// An order was changed while its parts were read; it is asked for again.
    #[error("an order was changed while it was read")]
    Changed,
}

impl OrderSourceError {
    /// The stable code for logs and answers. What they mean for an owner stands in docs/channels/shopify.md.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TokenMissing => "token_missing",
            Self::Account => "account_not_askable",
            Self::TokenRefused => "token_refused",
            Self::ScopeMissing(_) => "scope_missing",
            Self::ShopFrozen => "shop_frozen",
            Self::ShopNotFound => "shop_not_found",
            Self::ShopLocked => "shop_locked",
            Self::Throttled => "throttled",
            Self::OutOfTime => "out_of_time",
            Self::Unreachable(_) => "unreachable",
            Self::Unavailable(_) => "unavailable",
            Self::Status(_) => "status",
            Self::TooLarge => "answer_too_large",
            Self::Unreadable(_) => "answer_unreadable",
            Self::Refused(_) => "refused",
            Self::Changed => "changed",
        }
    }

    /// Whether it passes by itself: asking again later may do.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Throttled | Self::OutOfTime | Self::Unreachable(_) | Self::Unavailable(_) | Self::Changed => true,
            Self::TokenMissing
            | Self::Account
            | Self::TokenRefused
            | Self::ScopeMissing(_)
            | Self::ShopFrozen
            | Self::ShopNotFound
            | Self::ShopLocked
            | Self::Status(_)
            | Self::TooLarge
            | Self::Unreadable(_)
            | Self::Refused(_) => false,
        }
    }
}
