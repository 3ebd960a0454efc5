//! Accounts: a seller, or an SNS topic through which sellers' notifications arrive.

use signatures::sns::is_topic_arn;

use super::envelope::Envelope;
use crate::NormalizeError;

/// The length of a seller id, in characters; Amazon's have 13 or 14.
const SELLER_CHARS: std::ops::RangeInclusive<usize> = 2..=32;

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum AccountKey {
    /// A seller's id, such as `A3TH9S8BH6GOGM`.
    Seller(String),
    /// The ARN of an SNS topic.
    Topic(String),
}

impl AccountKey {
    /// Parses a topic's ARN, or a seller's id: `A` and digits and letters in any case.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if is_topic_arn(text) {
            return Some(Self::Topic(text.to_owned()));
        }
        let seller = text.to_ascii_uppercase();
        let is_seller = seller.starts_with('A') && seller.bytes().all(|byte| byte.is_ascii_alphanumeric());
        (is_seller && SELLER_CHARS.contains(&seller.len())).then_some(Self::Seller(seller))
    }
}

impl From<AccountKey> for String {
    fn from(account: AccountKey) -> Self {
        match account {
            AccountKey::Seller(text) | AccountKey::Topic(text) => text,
        }
    }
}

/// Checks that a notification is for the integration's seller. If the account is a topic, every seller's notification
/// through it is accepted; if the body names no seller, the transport has already identified the integration.
///
/// # Errors
/// `account_mismatch`.
pub(super) fn check_seller(account: &str, envelope: &Envelope<'_>) -> Result<(), NormalizeError> {
    let mismatch = |message| Err(NormalizeError::new("account_mismatch", message));
    let (Some(AccountKey::Seller(own)), sellers) = (AccountKey::parse(account), envelope.sellers()) else {
        return Ok(());
    };
    match sellers.as_slice() {
        [] => Ok(()),
        [seller] if AccountKey::parse(seller) == Some(AccountKey::Seller(own)) => Ok(()),
        [_] => mismatch("the body names a different seller, not the integration's"),
        _ => mismatch("the body names more than one seller"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seller_id_and_topic_arn_are_parsed_to_one_spelling() {
        let seller = |text: &str| Some(AccountKey::Seller(text.to_owned()));
        assert_eq!(AccountKey::parse(" a3th9s8bh6gogm "), seller("A3TH9S8BH6GOGM"));
        let topic = "arn:aws:sns:ap-south-1:111122223333:spapi-bridge";
        assert_eq!(AccountKey::parse(topic), Some(AccountKey::Topic(topic.to_owned())));
        let too_long = "A".repeat(SELLER_CHARS.end() + 1);
        for bad in ["", "A", "B3TH9S8BH6GOGM", "A3 TH9", "A3#TH9", "Aé", "arn:aws:sns:x", &too_long] {
            assert_eq!(AccountKey::parse(bad), None, "{bad}");
        }
    }
}
