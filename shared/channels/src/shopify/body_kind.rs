//! The kind of a body by its own fields: the topic header is not signed.

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny};

use super::deletion::DeletionBody;
use crate::json_reader::is_object;

/// A kind of body that Shopify sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BodyKind {
    Order,
    OrderEdit,
    Deletion,
    Refund,
    Transaction,
    TenderTransaction,
    Dispute,
    Fulfillment,
    FulfillmentEvent,
    Return,
    InventoryLevel,
    InventoryDisconnection,
    Product,
    Shop,
    DataRequest,
    CustomerRedaction,
    ShopRedaction,
}

impl BodyKind {
    /// The kind of a body; `None` if its fields match no kind. Fields with a value decide before fields that are null:
    /// Shopify documents bodies whose distinguishing field is null.
    pub(super) fn of(text: &str) -> Option<Self> {
        if is_object(text) && serde_json::from_str::<DeletionBody>(text).is_ok() {
            return Some(Self::Deletion);
        }
        if is_return(text) {
            return Some(Self::Return);
        }
        let fields: Fields = is_object(text).then(|| serde_json::from_str(text).ok()).flatten()?;
        let (given, present) = (fields.at_least(Field::Given), fields.at_least(Field::Null));
        let subject = Self::of_subject(&given).or_else(|| Self::of_subject(&present));
        match subject.or_else(|| Self::of_request(&present)) {
            // Only a disconnection has neither of these fields; both are documented as null in levels.
            Some(Self::InventoryLevel) if !present.available && !present.updated_at => {
                Some(Self::InventoryDisconnection)
            }
            kind => kind,
        }
    }

    /// Each kind has more than one distinguishing field, so that a body without one of its optional fields is recognized.
    fn of_subject(has: &FieldNames) -> Option<Self> {
        // A checkout and a draft order have line items, too.
        let of_order = [has.line_items, has.financial_status, has.order_number];

        if has.order_id && (has.refund_line_items || has.transactions) {
            Some(Self::Refund)
        } else if of_order.into_iter().filter(|has| *has).count() >= 2 {
            Some(Self::Order)
        } else if has.order_edit {
            Some(Self::OrderEdit)
        } else if has.fulfillment_id && (has.happened_at || has.order_id) {
            Some(Self::FulfillmentEvent)
        } else if has.order_id && (has.shipment_status || has.tracking_company || has.tracking_numbers) {
            Some(Self::Fulfillment)
        } else if has.order_id && has.payment_method {
            Some(Self::TenderTransaction)
        } else if has.order_id && has.kind && (has.gateway || has.status) {
            Some(Self::Transaction)
        } else if (has.evidence_due_by || has.initiated_at) && (has.reason || has.network_reason_code) {
            Some(Self::Dispute)
        } else if has.inventory_item_id && has.location_id {
            Some(Self::InventoryLevel)
        } else if has.variants && (has.handle || has.title) || has.handle && has.product_type {
            Some(Self::Product)
        } else if has.myshopify_domain || has.shop_owner && has.plan_name {
            Some(Self::Shop)
        } else {
            None
        }
    }

    /// The kind of a request about personal data. A field that is null counts here: the absence of `customer` alone
    /// would otherwise turn a customer's redaction into the whole shop's.
    fn of_request(has: &FieldNames) -> Option<Self> {
        if (has.data_request || has.orders_requested) && has.shop_domain {
            Some(Self::DataRequest)
        } else if has.orders_to_redact && has.shop_domain {
            Some(Self::CustomerRedaction)
        } else if has.shop_domain && has.shop_id && !has.customer {
            Some(Self::ShopRedaction)
        } else {
            None
        }
    }

    /// The kind with its article, for a sentence.
    pub(super) fn noun(self) -> &'static str {
        match self {
            Self::Order => "an order",
            Self::Deletion => "an id alone, as of something that was deleted",
            Self::OrderEdit => "an edit of an order",
            Self::Refund => "a refund",
            Self::Transaction => "a transaction",
            Self::TenderTransaction => "a tender transaction",
            Self::Dispute => "a dispute",
            Self::Fulfillment => "a fulfillment",
            Self::FulfillmentEvent => "an event of a fulfillment",
            Self::Return => "a return",
            Self::InventoryLevel => "an inventory level",
            Self::InventoryDisconnection => "an item that is no longer stocked at a location",
            Self::Product => "a product",
            Self::Shop => "a shop",
            Self::DataRequest => "a customer's data request",
            Self::CustomerRedaction => "a customer's redaction request",
            Self::ShopRedaction => "a shop's redaction request",
        }
    }
}

/// Whether a field is there.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Field {
    #[default]
    Absent,
    Null,
    Given,
}

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Option::<IgnoredAny>::deserialize(deserializer)?;
        Ok(value.map_or(Self::Null, |_| Self::Given))
    }
}

/// Declares the distinguishing fields; their values are ignored.
macro_rules! distinguishing_fields {
    ($($name:ident),* $(,)?) => {
        #[derive(Default, Deserialize)]
        #[serde(default)]
        struct Fields {
            $($name: Field,)*
        }

        struct FieldNames {
            $($name: bool,)*
        }

        impl Fields {
            /// The names of the fields that are at least `least`.
            fn at_least(&self, least: Field) -> FieldNames {
                FieldNames { $($name: self.$name >= least,)* }
            }
        }
    };
}

/// The beginning of a return's global id (<https://shopify.dev/docs/api/usage/gids>). Most bodies about returns have no
/// other field that tells their kind.
pub(super) const RETURN_GID: &str = "gid://shopify/Return/";

fn is_return(text: &str) -> bool {
    #[derive(Deserialize)]
    struct Identified {
        #[serde(default, deserialize_with = "crate::optional_field::text")]
        admin_graphql_api_id: Option<String>,
    }
    let gid = |body: Identified| body.admin_graphql_api_id.is_some_and(|gid| gid.starts_with(RETURN_GID));
    is_object(text) && serde_json::from_str(text).is_ok_and(gid)
}

distinguishing_fields! {
    order_edit, fulfillment_id, happened_at, shipment_status, tracking_company, tracking_numbers, payment_method, kind, gateway, status,
    evidence_due_by, initiated_at, reason, network_reason_code, available, updated_at,
    order_id, refund_line_items, transactions, line_items, financial_status, order_number, inventory_item_id, location_id, variants,
    handle, title, product_type, myshopify_domain, shop_owner, plan_name, shop_domain, shop_id, data_request, orders_requested, orders_to_redact, customer,
}
