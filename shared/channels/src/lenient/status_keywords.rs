//! What marketplaces' words for statuses mean, in the words of an order's, a shipment's and a return's state.
//!
//! A word that is not known stays as the sender wrote it.

use domain::state::order::{FulfillmentStatus, PaymentStatus};
use domain::state::returned::{ReturnStatus, ReturnStep};
use domain::state::shipment::{ShipmentStatus, ShipmentStep};
use types::text::shortened;

use super::field_parsers::folded;

/// The longest word that is kept, in characters.
const LONGEST_WORD: usize = 40;

/// Whether the word says that something was called off.
pub(super) fn is_cancelled(word: &str) -> bool {
    matches!(folded(word).as_str(), "cancelled" | "canceled" | "rejected" | "ordercancelled")
}

/// Whether the word is one of goods on their way back to the seller.
pub(super) fn is_return(word: &str) -> bool {
    folded(word).starts_with("return") && !is_returned(word)
}

/// Whether the word says, of an order too, that it came back.
pub(super) fn is_returned(word: &str) -> bool {
    folded(word) == "returned"
}

/// How far an order is fulfilled.
pub(super) fn fulfilment(word: &str) -> FulfillmentStatus {
    let known = match folded(word).as_str() {
        "created" | "new" | "pending" | "placed" | "approved" | "accepted" | "confirmed" | "processing" | "onhold"
        | "hold" | "unhold" | "cancelled" | "canceled" | "rejected" | "ordercancelled" => "unfulfilled",
        "packed" | "readytodispatch" | "readytoship" | "rtd" => "packed",
        "partiallyshipped" | "partial" => "partial",
        "shipped" | "dispatched" | "pickedup" | "intransit" | "outfordelivery" => "fulfilled",
        "delivered" | "completed" => "delivered",
        "returned" | "rto" => "returned",
        _ => return FulfillmentStatus(shortened(word, LONGEST_WORD)),
    };
    FulfillmentStatus(known.to_owned())
}

/// Where a payment stands.
pub(super) fn payment(word: &str) -> PaymentStatus {
    let known = match folded(word).as_str() {
        "pending" | "created" | "initiated" | "unpaid" | "cod" | "cashondelivery" => "pending",
        "authorized" | "authorised" => "authorized",
        "partiallypaid" => "partially_paid",
        "paid" | "prepaid" | "success" | "successful" | "captured" | "completed" | "settled" => "paid",
        "voided" | "cancelled" | "canceled" => "voided",
        "partiallyrefunded" => "partially_refunded",
        "refunded" => "refunded",
        _ => return PaymentStatus(shortened(word, LONGEST_WORD)),
    };
    PaymentStatus(known.to_owned())
}

/// Where a shipment stands.
pub(super) fn shipment(word: &str) -> ShipmentStatus {
    let step = match folded(word).as_str() {
        "created" | "new" | "pending" | "approved" | "unhold" => ShipmentStep::Created,
        "onhold" | "hold" => ShipmentStep::OnHold,
        "packed" => ShipmentStep::Packed,
        "readytodispatch" | "readytoship" | "rtd" => ShipmentStep::ReadyToShip,
        "pickedup" | "pickupcomplete" => ShipmentStep::PickedUp,
        "shipped" | "dispatched" | "intransit" => ShipmentStep::InTransit,
        "outfordelivery" => ShipmentStep::OutForDelivery,
        "undelivered" | "deliveryfailed" => ShipmentStep::DeliveryFailed,
        "delivered" => ShipmentStep::Delivered,
        "lost" => ShipmentStep::Lost,
        "rto" | "returning" => ShipmentStep::Returning,
        "returned" => ShipmentStep::Returned,
        "cancelled" | "canceled" => ShipmentStep::Cancelled,
        _ => ShipmentStep::Other,
    };
    ShipmentStatus { step, word: shortened(word, LONGEST_WORD) }
}

/// Where a return stands.
pub(super) fn returned(word: &str) -> ReturnStatus {
    let folded = folded(word);
    let step = match folded.strip_prefix("return").unwrap_or(&folded) {
        "created" | "requested" | "initiated" | "approved" | "accepted" => ReturnStep::Created,
        "pickedup" | "intransit" => ReturnStep::PickedUp,
        "ed" | "completed" | "received" | "delivered" | "closed" => ReturnStep::Completed,
        "cancelled" | "canceled" | "rejected" => ReturnStep::Cancelled,
        _ => ReturnStep::Other,
    };
    ReturnStatus { step, word: shortened(word, LONGEST_WORD) }
}
