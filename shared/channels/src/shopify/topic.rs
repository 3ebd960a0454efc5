//! The topics of Shopify that Storebell reads.
//!
//! Source: <https://shopify.dev/docs/api/webhooks/latest>

use super::body_kind::BodyKind;
use super::documented_topics::is_without_time;

/// The topics to which the Admin API is asked to subscribe: each with its name in a webhook's header and its name in
/// GraphQL. They are those without which a list or a sum would be wrong. The other topics that are read repeat what these
/// report, or change no list, and every subscription costs its owner a delivery per event: an owner adds them by hand.
/// The compliance topics can only be configured in the app
/// (<https://shopify.dev/docs/apps/build/compliance/privacy-law-compliance>).
pub fn subscribable_topics() -> impl Iterator<Item = (&'static str, String)> {
    let topics = [
        Topic::OrdersCreate,
        Topic::OrdersUpdated,
        Topic::OrdersCancelled,
        Topic::OrdersDelete,
        Topic::RefundsCreate,
        Topic::InventoryLevelsUpdate,
        Topic::ProductsUpdate,
        Topic::AppUninstalled,
    ];
    topics.into_iter().map(|topic| (topic.name(), topic.graphql_name()))
}

/// The topics that are read and to which the Admin API can subscribe: each with its name in a webhook's header and its name
/// in GraphQL.
pub fn graphql_topics() -> impl Iterator<Item = (&'static str, String)> {
    let topics = Topic::ALL.iter().filter(|topic| !topic.is_compliance());
    topics.map(|topic| (topic.name(), topic.graphql_name()))
}

/// Declares the topics: for each its variant, its name in the header `X-Shopify-Topic`, and the kind of its bodies.
macro_rules! topics {
    ($($variant:ident, $name:literal, $kind:ident;)*) => {
        /// A topic that Storebell reads.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Topic {
            $($variant,)*
        }

        impl Topic {
            pub(super) const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name in the header `X-Shopify-Topic`.
            pub(super) fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The kind of its bodies.
            pub(super) fn body_kind(self) -> BodyKind {
                match self { $(Self::$variant => BodyKind::$kind,)* }
            }
        }
    };
}

topics! {
    OrdersCreate, "orders/create", Order;
    OrdersUpdated, "orders/updated", Order;
    OrdersCancelled, "orders/cancelled", Order;
    OrdersPaid, "orders/paid", Order;
    OrdersFulfilled, "orders/fulfilled", Order;
    OrdersPartiallyFulfilled, "orders/partially_fulfilled", Order;
    OrdersLinkRequested, "orders/link_requested", Order;
    OrdersEdited, "orders/edited", OrderEdit;
    OrdersDelete, "orders/delete", Deletion;
    RefundsCreate, "refunds/create", Refund;
    OrderTransactionsCreate, "order_transactions/create", Transaction;
    TenderTransactionsCreate, "tender_transactions/create", TenderTransaction;
    DisputesCreate, "disputes/create", Dispute;
    DisputesUpdate, "disputes/update", Dispute;
    FulfillmentsCreate, "fulfillments/create", Fulfillment;
    FulfillmentsUpdate, "fulfillments/update", Fulfillment;
    FulfillmentEventsCreate, "fulfillment_events/create", FulfillmentEvent;
    ReturnsRequest, "returns/request", Return;
    ReturnsApprove, "returns/approve", Return;
    ReturnsDecline, "returns/decline", Return;
    ReturnsCancel, "returns/cancel", Return;
    ReturnsClose, "returns/close", Return;
    ReturnsReopen, "returns/reopen", Return;
    ReturnsProcess, "returns/process", Return;
    ReturnsUpdate, "returns/update", Return;
    InventoryLevelsUpdate, "inventory_levels/update", InventoryLevel;
    InventoryLevelsConnect, "inventory_levels/connect", InventoryLevel;
    InventoryLevelsDisconnect, "inventory_levels/disconnect", InventoryDisconnection;
    ProductsCreate, "products/create", Product;
    ProductsUpdate, "products/update", Product;
    ProductsDelete, "products/delete", Deletion;
    AppUninstalled, "app/uninstalled", Shop;
    CustomersDataRequest, "customers/data_request", DataRequest;
    CustomersRedact, "customers/redact", CustomerRedaction;
    ShopRedact, "shop/redact", ShopRedaction;
}

impl Topic {
    /// The topic of this name, if it is one of these.
    pub(super) fn known(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|topic| topic.name() == name)
    }

    /// The name in `WebhookSubscriptionTopic` of the Admin API.
    fn graphql_name(self) -> String {
        self.name().replace('/', "_").to_ascii_uppercase()
    }

    /// Whether it is a request about personal data, which privacy laws grant to customers and shops.
    pub(super) fn is_compliance(self) -> bool {
        matches!(self, Self::CustomersDataRequest | Self::CustomersRedact | Self::ShopRedact)
    }

    /// Whether two different events of this topic can have equal bodies: a shop that uninstalls, installs and
    /// uninstalls again sends the same bytes twice, and so do the compliance topics, and topics whose bodies have no time.
    pub(super) fn may_repeat_a_body(self) -> bool {
        self == Self::AppUninstalled || self.is_compliance() || is_without_time(self.name())
    }
}
