//! Privacy requests of channels, and the search for a customer's data in bodies.

mod pii_matcher;

use std::collections::BTreeSet;
use std::fmt;

pub use pii_matcher::PiiMatcher;

/// A privacy request that a channel sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PrivacyRequest {
    /// Report the data that is stored about a customer.
    DataExport(CustomerIdentifiers),
    /// Remove the personal data of one customer.
    RedactCustomer(CustomerIdentifiers),
    /// Remove all personal data of the shop.
    RedactShop,
}

/// A customer, as the request identifies them.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct CustomerIdentifiers {
    /// The channel's id of the customer.
    pub id: Option<String>,
    /// The customer's email address.
    pub email: Option<String>,
    /// The customer's telephone number, in any notation.
    pub phone: Option<String>,
    /// The channel's ids of the customer's orders that the request covers.
    pub orders: BTreeSet<String>,
}

/// Ids only: a log must not contain an email address or telephone number.
impl fmt::Debug for CustomerIdentifiers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CustomerIdentifiers")
            .field("id", &self.id)
            .field("orders", &self.orders)
            .finish_non_exhaustive()
    }
}
