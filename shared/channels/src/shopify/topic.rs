//! The topics of Shopify that Storebell reads.
//!
//! Source: <https://shopify.dev/docs/api/webhooks/latest>

use super::body_kind::BodyKind;

/// The topics to which the Admin API can subscribe: each with its name in a webhook's header and its name in GraphQL. The
/// compliance topics can only be configured in the app
/// (<https://shopify.dev/docs/apps/build/compliance/privacy-law-compliance>).
pub fn subscribable_topics() -> impl Iterator<Item = (&'static str, String)> {
    let topics = Topic::ALL.into_iter().filter(|topic| !topic.is_compliance());
    topics.map(|topic| (topic.name(), topic.name().replace('/', "_").to_ascii_uppercase()))
}

/// A topic that Storebell reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Topic {
    OrdersCreate,
    OrdersUpdated,
    OrdersCancelled,
    RefundsCreate,
    InventoryLevelsUpdate,
    ProductsUpdate,
    AppUninstalled,
    CustomersDataRequest,
    CustomersRedact,
    ShopRedact,
}

impl Topic {
    pub(super) const ALL: [Self; 10] = [
        Self::OrdersCreate,
        Self::OrdersUpdated,
        Self::OrdersCancelled,
        Self::RefundsCreate,
        Self::InventoryLevelsUpdate,
        Self::ProductsUpdate,
        Self::AppUninstalled,
        Self::CustomersDataRequest,
        Self::CustomersRedact,
        Self::ShopRedact,
    ];

    /// The topic of this name, if it is one of these.
    pub(super) fn known(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.name() == name)
    }

    /// The name in the header `X-Shopify-Topic`.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::OrdersCreate => "orders/create",
            Self::OrdersUpdated => "orders/updated",
            Self::OrdersCancelled => "orders/cancelled",
            Self::RefundsCreate => "refunds/create",
            Self::InventoryLevelsUpdate => "inventory_levels/update",
            Self::ProductsUpdate => "products/update",
            Self::AppUninstalled => "app/uninstalled",
            Self::CustomersDataRequest => "customers/data_request",
            Self::CustomersRedact => "customers/redact",
            Self::ShopRedact => "shop/redact",
        }
    }

    /// The kind of its bodies.
    pub(super) fn body_kind(self) -> BodyKind {
        match self {
            Self::OrdersCreate | Self::OrdersUpdated | Self::OrdersCancelled => BodyKind::Order,
            Self::RefundsCreate => BodyKind::Refund,
            Self::InventoryLevelsUpdate => BodyKind::InventoryLevel,
            Self::ProductsUpdate => BodyKind::Product,
            Self::AppUninstalled => BodyKind::Shop,
            Self::CustomersDataRequest => BodyKind::DataRequest,
            Self::CustomersRedact => BodyKind::CustomerRedaction,
            Self::ShopRedact => BodyKind::ShopRedaction,
        }
    }

    /// Whether it is a request about personal data, which privacy laws grant to customers and shops.
    pub(super) fn is_compliance(self) -> bool {
        matches!(self, Self::CustomersDataRequest | Self::CustomersRedact | Self::ShopRedact)
    }

    /// Whether two different events of this topic can have equal bodies: a shop that uninstalls, installs and uninstalls
    /// again sends the same bytes twice, and so do the compliance topics.
    pub(super) fn may_repeat_a_body(self) -> bool {
        self == Self::AppUninstalled || self.is_compliance()
    }
}
