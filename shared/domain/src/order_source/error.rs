//! Errors of fetching from a channel's API.

/// An error of fetching from a channel's API. The channel's own messages in it are shortened; it never contains a
/// token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OrderSourceError {
    /// The integration has no access token, or is disabled.
    #[error("the integration has no access token")]
    TokenMissing,
    /// The account is not one whose API can be called, such as a text that is not a shop domain.
    #[error("the channel's API cannot be called for this account")]
    UnsupportedAccount,
    /// The channel rejected the token: it was revoked, or the app was uninstalled.
    #[error("the channel rejected the access token")]
    TokenRejected,
    /// The token is valid but lacks an access scope.
    #[error("the access token lacks an access scope: {0}")]
    ScopeMissing(String),
    /// The shop is frozen because its plan is unpaid.
    #[error("the shop is frozen")]
    ShopFrozen,
    /// There is no such shop, or no such version of the API.
    #[error("the shop was not found")]
    ShopNotFound,
    /// The shop is locked.
    #[error("the shop is locked")]
    ShopLocked,
    /// The channel's rate limit was exceeded, and the deadline left no time to wait.
    #[error("the channel's rate limit was exceeded")]
    Throttled,
    /// The deadline has passed.
    #[error("the deadline has passed")]
    OutOfTime,
    /// No connection, no TLS, or no response in time.
    #[error("no response from the channel: {0}")]
    Unreachable(String),
    /// The channel returned this 5xx status, or reported an internal error.
    #[error("the channel returned server error {0}")]
    Unavailable(u16),
    /// The channel returned another unexpected HTTP status.
    #[error("the channel returned status {0}")]
    Status(u16),
    /// The response exceeds the size limit.
    #[error("the response exceeds the size limit")]
    ResponseTooLarge,
    /// The response is not as documented.
    #[error("the response is not as documented: {0}")]
    InvalidResponse(String),
    /// The channel rejected the query, in the channel's own words.
    #[error("the channel rejected the query: {0}")]
    QueryRejected(String),
    /// An order changed while its parts were read; it is fetched again.
    #[error("an order changed while it was read")]
    OrderChanged,
    /// The channel returned an order as it was before a change that a webhook has reported.
    #[error("the channel returned an older version of an order")]
    OrderOutdated,
}

impl OrderSourceError {
    /// The stable code for logs and responses. docs/channels/shopify.md says what each means for an owner.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TokenMissing => "token_missing",
            Self::UnsupportedAccount => "account_not_askable",
            Self::TokenRejected => "token_refused",
            Self::ScopeMissing(_) => "scope_missing",
            Self::ShopFrozen => "shop_frozen",
            Self::ShopNotFound => "shop_not_found",
            Self::ShopLocked => "shop_locked",
            Self::Throttled => "throttled",
            Self::OutOfTime => "out_of_time",
            Self::Unreachable(_) => "unreachable",
            Self::Unavailable(_) => "unavailable",
            Self::Status(_) => "status",
            Self::ResponseTooLarge => "answer_too_large",
            Self::InvalidResponse(_) => "answer_unreadable",
            Self::QueryRejected(_) => "refused",
            Self::OrderChanged => "changed",
            Self::OrderOutdated => "outdated",
        }
    }

    /// Whether a later attempt may succeed without a person's action.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Throttled
            | Self::OutOfTime
            | Self::Unreachable(_)
            | Self::Unavailable(_)
            | Self::OrderChanged
            | Self::OrderOutdated => true,
            Self::TokenMissing
            | Self::UnsupportedAccount
            | Self::TokenRejected
            | Self::ScopeMissing(_)
            | Self::ShopFrozen
            | Self::ShopNotFound
            | Self::ShopLocked
            | Self::Status(_)
            | Self::ResponseTooLarge
            | Self::InvalidResponse(_)
            | Self::QueryRejected(_) => false,
        }
    }
}
