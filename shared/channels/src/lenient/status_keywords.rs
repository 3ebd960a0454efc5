//! The status texts of marketplaces, mapped to the statuses of orders, shipments and returns.
//!
//! An unknown status text is kept as the sender wrote it.

use domain::state::order::{FulfillmentStatus, PaymentStatus};
use domain::state::returned::{ReturnStatus, ReturnStep};
use domain::state::shipment::{ShipmentStatus, ShipmentStep};
use types::text::shortened;

use super::normalized_name;

/// The longest status text, in characters; longer text is cut.
const MAX_STATUS_CHARS: usize = 40;

/// Whether a status says that an order was cancelled.
pub(super) fn is_cancelled(status: &str) -> bool {
    matches!(normalized_name(status).as_str(), "cancelled" | "canceled" | "rejected" | "ordercancelled")
}

/// Whether a status says that goods are on their way back to the seller.
pub(super) fn is_return(status: &str) -> bool {
    normalized_name(status).starts_with("return") && !is_returned(status)
}

/// Whether a status says that goods came back; an order may have this status, too.
pub(super) fn is_returned(status: &str) -> bool {
    normalized_name(status) == "returned"
}

/// The fulfilment status of an order.
pub(super) fn fulfilment(status: &str) -> FulfillmentStatus {
    let known = match normalized_name(status).as_str() {
        "created" | "new" | "pending" | "placed" | "approved" | "accepted" | "confirmed" | "processing" | "onhold"
        | "hold" | "unhold" | "cancelled" | "canceled" | "rejected" | "ordercancelled" => "unfulfilled",
        "packed" | "readytodispatch" | "readytoship" | "rtd" => "packed",
        "partiallyshipped" | "partial" => "partial",
        "shipped" | "dispatched" | "pickedup" | "intransit" | "outfordelivery" => "fulfilled",
        "delivered" | "completed" => "delivered",
        "returned" | "rto" => "returned",
        _ => return FulfillmentStatus(shortened(status, MAX_STATUS_CHARS)),
    };
    FulfillmentStatus(known.to_owned())
}

/// The payment status of an order or a payment; also of a payment method, such as cash on delivery.
pub(super) fn payment(status: &str) -> PaymentStatus {
    let known = match normalized_name(status).as_str() {
        "pending" | "created" | "initiated" | "unpaid" | "cod" | "cashondelivery" => "pending",
        "authorized" | "authorised" => "authorized",
        "partiallypaid" => "partially_paid",
        "paid" | "prepaid" | "success" | "successful" | "captured" | "completed" | "settled" => "paid",
        "voided" | "cancelled" | "canceled" => "voided",
        "partiallyrefunded" => "partially_refunded",
        "refunded" => "refunded",
        _ => return PaymentStatus(shortened(status, MAX_STATUS_CHARS)),
    };
    PaymentStatus(known.to_owned())
}

/// The status of a shipment.
pub(super) fn shipment(status: &str) -> ShipmentStatus {
    ShipmentStatus { step: shipment_step(status), word: shortened(status, MAX_STATUS_CHARS) }
}

/// The step of a shipment's status.
pub(crate) fn shipment_step(status: &str) -> ShipmentStep {
    match normalized_name(status).as_str() {
        "created" | "new" | "pending" | "approved" | "unhold" | "packinginprogress" => ShipmentStep::Created,
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
    }
}

/// The status of a return, with or without the prefix `return`.
pub(super) fn returned(status: &str) -> ReturnStatus {
    let name = normalized_name(status);
    let step = match name.strip_prefix("return").unwrap_or(&name) {
        "created" | "requested" | "initiated" | "approved" | "accepted" => ReturnStep::Created,
        "pickedup" | "intransit" => ReturnStep::PickedUp,
        "ed" | "completed" | "received" | "delivered" | "closed" => ReturnStep::Completed,
        "cancelled" | "canceled" | "rejected" => ReturnStep::Cancelled,
        _ => ReturnStep::Other,
    };
    ReturnStatus { step, word: shortened(status, MAX_STATUS_CHARS) }
}
