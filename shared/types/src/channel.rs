//! The names of the channels.

use serde::{Deserialize, Serialize};

/// Lists the channels: for each its variant and its name in paths and rows.
macro_rules! channels {
    ($($(#[$doc:meta])* $variant:ident, $name:literal;)*) => {
        /// A sales platform that sends webhooks. Only its name: how it is verified and what its payloads mean is known to the
        /// crate `channels`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(rename_all = "lowercase"))]
        pub enum Channel {
            $($(#[$doc])* #[serde(rename = $name)] $variant,)*
        }

        impl Channel {
            /// Every channel.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name that stands in paths and in rows.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

// The order is that of the variants' comparison, which stored documents and lists rely on: add new ones at the end.
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
