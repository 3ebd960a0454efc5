//! What a delivery is about.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The subject of a delivery, as it stands in keys: `order#<id>`, `product#<id>`, `inventory#<item>:<location>`,
/// `shop#<domain>`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Subject(String);

impl Subject {
    /// An order, by the channel's own order id.
    pub fn order(id: &str) -> Self {
        Self(format!("order#{id}"))
    }

    /// A product, by the channel's id.
    pub fn product(id: &str) -> Self {
        Self(format!("product#{id}"))
    }

    /// The stock of one item at one place.
    pub fn inventory(item: &str, location: &str) -> Self {
        Self(format!("inventory#{item}:{location}"))
    }

    /// A whole shop, by its domain.
    pub fn shop(domain: &str) -> Self {
        Self(format!("shop#{domain}"))
    }

    /// The subject as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The order's id, if the subject is an order.
    pub fn order_id(&self) -> Option<&str> {
        self.0.strip_prefix("order#")
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
