//! Subjects: the entities that deliveries are about.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Declares the kinds: for each its variant and its name in keys.
macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident, $name:literal;)*) => {
        /// The kind of a subject.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind {
            $($(#[$doc])* $variant,)*
        }

        impl Kind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name used in keys.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

kinds! {
    /// An order, by the channel's own order id.
    Order, "order";
    /// A shipment, by the channel's id or the courier's tracking number.
    Shipment, "shipment";
    /// A return, by the channel's id.
    Return, "return";
    /// A payment, by the channel's id.
    Payment, "payment";
    /// A product, by the channel's id.
    Product, "product";
    /// The stock of one item at one location, by `<item>:<location>`.
    Inventory, "inventory";
    /// A feed, by the channel's id.
    Feed, "feed";
    /// A report, by the channel's id.
    Report, "report";
    /// A shop, by its domain.
    Shop, "shop";
}

/// The entity that a delivery is about, as it stands in keys: `<kind>#<id>`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String))]
pub struct Subject(String);

impl Subject {
    /// The subject of this kind and id.
    pub fn of(kind: Kind, id: &str) -> Self {
        Self(format!("{}#{id}", kind.name()))
    }

    /// An order, by the channel's own order id.
    pub fn order(id: &str) -> Self {
        Self::of(Kind::Order, id)
    }

    /// The stock of one item at one location.
    pub fn inventory(item: &str, location: &str) -> Self {
        Self::of(Kind::Inventory, &format!("{item}:{location}"))
    }

    /// The subject as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The subject's kind.
    pub fn kind(&self) -> Kind {
        self.parts().0
    }

    /// The subject's id, without its kind.
    pub fn id(&self) -> &str {
        self.parts().1
    }

    /// The order's id, if the subject is an order.
    pub fn order_id(&self) -> Option<&str> {
        (self.kind() == Kind::Order).then(|| self.id())
    }

    fn parts(&self) -> (Kind, &str) {
        parts(&self.0).expect("a subject is made of a kind and an id")
    }
}

fn parts(text: &str) -> Option<(Kind, &str)> {
    let (name, id) = text.split_once('#')?;
    Kind::ALL.iter().find(|kind| kind.name() == name).map(|kind| (*kind, id))
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Subject {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// A text that is not a subject, or whose kind is unknown to this version.
#[derive(Debug, thiserror::Error)]
#[error("a subject is <kind>#<id>")]
pub struct ParseSubjectError;

impl FromStr for Subject {
    type Err = ParseSubjectError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parts(text).map(|_| Self(text.to_owned())).ok_or(ParseSubjectError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subject_survives_serialization() {
        for kind in Kind::ALL {
            let subject = Subject::of(*kind, "a#b:c");
            assert_eq!((subject.kind(), subject.id()), (*kind, "a#b:c"));
            let json = serde_json::to_string(&subject).unwrap();
            assert_eq!(serde_json::from_str::<Subject>(&json).unwrap(), subject);
        }
        for bad in ["\"\"", "\"order\"", "\"thing#1\"", "7"] {
            assert!(serde_json::from_str::<Subject>(bad).is_err(), "{bad}");
        }
    }
}
