//! The names of the channels.

use serde::{Deserialize, Serialize};

/// Lists the channels, each with its variant and its name in paths and rows.
macro_rules! channels {
    ($($(#[$doc:meta])* $variant:ident, $name:literal;)*) => {
        /// The name of a sales platform that sends webhooks. The crate `channels` verifies its webhooks and parses its
        /// payloads.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(rename_all = "lowercase"))]
        pub enum Channel {
            $($(#[$doc])* #[serde(rename = $name)] $variant,)*
        }

        impl Channel {
            /// Every channel.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name in paths and in rows.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

// Stored documents and lists rely on the order of the variants: add new channels at the end.
channels! {
    /// Shopify.
    Shopify, "shopify";
    /// Flipkart.
    Flipkart, "flipkart";
    /// Myntra.
    Myntra, "myntra";
    /// Selloship.
    Selloship, "selloship";
    /// Any sender of Standard Webhooks.
    Standard, "standard";
    /// Amazon: the Selling Partner API's notifications.
    Amazon, "amazon";
}
