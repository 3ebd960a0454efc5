//! Versions of the Admin API.

use std::fmt;
use std::str::FromStr;

/// A version: a quarter such as `2026-10`, or `unstable`. Requests for a retired version are served by the oldest
/// supported one (<https://shopify.dev/docs/api/usage/versioning>).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiVersion(String);

impl ApiVersion {
    /// The version whose fields the queries use. The field `uri` of subscriptions exists since 2025-10
    /// (<https://shopify.dev/changelog/consolidate-webhook-graphql-surfaces>), `Order.number` since 2025-07
    /// (<https://shopify.dev/changelog/posts/orders-number-and-customer-graphql-update>).
    pub const DEFAULT: &'static str = "2026-10";
}

impl FromStr for ApiVersion {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let quarter = |text: &str| {
            let (year, month) = text.split_once('-')?;
            let digits = |text: &str, count| text.len() == count && text.bytes().all(|c| c.is_ascii_digit());
            (digits(year, 4) && digits(month, 2)).then(|| month.parse::<u8>().ok()).flatten()
        };
        let is_valid = text == "unstable" || quarter(text).is_some_and(|month| (1..=12).contains(&month));
        is_valid.then(|| Self(text.to_owned())).ok_or("a version such as 2026-10, or unstable")
    }
}

impl fmt::Display for ApiVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn version_is_a_quarter_or_unstable() {
        for good in [ApiVersion::DEFAULT, "2025-10", "2026-01", "unstable"] {
            assert!(good.parse::<ApiVersion>().is_ok(), "{good}");
        }
        for bad in ["", "2026", "2026-00", "2026-13", "2026-1", "26-10", "2026-10/..", "latest", "UNSTABLE", "2026-+1"]
        {
            assert!(bad.parse::<ApiVersion>().is_err(), "{bad}");
        }
    }
}
