//! The topics of Myntra, with names of our own: Myntra's are not public, and owners map them.

use crate::lenient::normalized_name;

/// A topic that Storebell reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Topic {
    Create,
    Update,
    Cancel,
    Return,
}

impl Topic {
    pub(super) const ALL: [Self; 4] = [Self::Create, Self::Update, Self::Cancel, Self::Return];

    /// The topic of this name, in any of its spellings: `order/create`, `ORDER_CREATED`, `orderCreated`.
    pub(super) fn known(name: &str) -> Option<Self> {
        match normalized_name(name).as_str() {
            "ordercreate" | "ordercreated" => Some(Self::Create),
            "orderupdate" | "orderupdated" => Some(Self::Update),
            "ordercancel" | "ordercancelled" | "ordercanceled" => Some(Self::Cancel),
            "orderreturn" | "orderreturned" => Some(Self::Return),
            _ => None,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Create => "order/create",
            Self::Update => "order/update",
            Self::Cancel => "order/cancel",
            Self::Return => "order/return",
        }
    }
}
