//! Accounts: a seller, or a topic of SNS through which sellers' notifications come.

use signatures::sns::is_topic_arn;

use super::Envelope;
use crate::NormalizeError;

/// The longest seller id that is taken, in characters; Amazon's have 13 or 14.
const LONGEST_SELLER: usize = 32;

/// What an account is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum AccountKey {
    /// A seller's id, such as `A3TH9S8BH6GOGM`.
    Seller(String),
    /// The ARN of a topic of SNS.
    Topic(String),
}

impl AccountKey {
    /// The account that `text` names: `A` and digits and letters, whose case does not matter, or a topic's ARN.
    pub(super) fn of(text: &str) -> Option<Self> {
        let text = text.trim();
        if is_topic_arn(text) {
            return Some(Self::Topic(text.to_owned()));
        }
        let seller = text.to_ascii_uppercase();
        let good = seller.starts_with('A') && seller.bytes().all(|byte| byte.is_ascii_alphanumeric());
        (good && (2..=LONGEST_SELLER).contains(&seller.len())).then_some(Self::Seller(seller))
    }
}

impl From<AccountKey> for String {
    fn from(account: AccountKey) -> Self {
        match account {
            AccountKey::Seller(text) | AccountKey::Topic(text) => text,
        }
    }
}

/// Refuses a notification of another seller than the integration's. Where the account is a topic, whoever comes through
/// it is right; where the body names nobody, its way has said whose it is.
///
/// # Errors
/// `account_mismatch`.
pub(super) fn own_seller(account: &str, envelope: &Envelope<'_>) -> Result<(), NormalizeError> {
    let mismatch = |words| Err(NormalizeError::new("account_mismatch", words));
    let (Some(AccountKey::Seller(own)), sellers) = (AccountKey::of(account), envelope.sellers()) else { return Ok(()) };
    match sellers.as_slice() {
        [] => Ok(()),
        [seller] if AccountKey::of(seller) == Some(AccountKey::Seller(own)) => Ok(()),
        [_] => mismatch("the body is of another seller than the integration's"),
        _ => mismatch("the body names more than one seller"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seller_or_a_topic_is_an_account_in_one_spelling() {
        let seller = |text: &str| Some(AccountKey::Seller(text.to_owned()));
        assert_eq!(AccountKey::of(" a3th9s8bh6gogm "), seller("A3TH9S8BH6GOGM"));
        let topic = "arn:aws:sns:ap-south-1:111122223333:spapi-bridge";
        assert_eq!(AccountKey::of(topic), Some(AccountKey::Topic(topic.to_owned())));
        for bad in
            ["", "A", "B3TH9S8BH6GOGM", "A3 TH9", "A3#TH9", "Aé", "arn:aws:sns:x", &"A".repeat(LONGEST_SELLER + 1)]
        {
            assert_eq!(AccountKey::of(bad), None, "{bad}");
        }
    }
}
