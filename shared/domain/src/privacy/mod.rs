//! Requests about personal data: what a channel asks for, and how a person's traces are found in bodies.

mod pii_matcher;

use std::collections::BTreeSet;
use std::fmt;

pub use pii_matcher::PiiMatcher;

/// What a sender asks for in somebody's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PrivacyRequest {
    /// To tell what is held of a person.
    Held(CustomerIdentifiers),
    /// To remove what is personal of one customer.
    RedactCustomer(CustomerIdentifiers),
    /// To remove everything personal of the shop.
    RedactShop,
}

/// A customer, as the request names him.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct CustomerIdentifiers {
    /// The channel's id of the customer.
    pub id: Option<String>,
    /// His address of email.
    pub email: Option<String>,
    /// His telephone number, however it is written.
    pub phone: Option<String>,
    /// The channel's ids of the orders that are meant.
    pub orders: BTreeSet<String>,
}

/// By ids alone: what is logged must name nobody.
impl fmt::Debug for CustomerIdentifiers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Person").field("id", &self.id).field("orders", &self.orders).finish_non_exhaustive()
    }
}
