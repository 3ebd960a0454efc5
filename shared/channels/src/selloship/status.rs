//! Selloship's statuses of a shipment.
//!
//! No document of the vendor is public. The statuses are those that public integrations read, most of them from
//! Unicommerce's contract of shipping providers: <https://documentation.unicommerce.com/docs/shipment-status.html>

use domain::state::shipment::{ShipmentStatus, ShipmentStep};
use types::text::shortened;

/// The longest status text, in characters; a longer one is cut.
const MAX_STATUS_CHARS: usize = 40;

/// The status of a text in any case, with words joined by spaces, dashes or underscores; `None` for an empty text.
pub(super) fn status(text: &str) -> Option<ShipmentStatus> {
    let text = shortened(text.trim(), MAX_STATUS_CHARS);
    (!text.is_empty()).then(|| ShipmentStatus { step: step(&text), word: text })
}

fn step(text: &str) -> ShipmentStep {
    let parts: Vec<_> = text.split([' ', '_', '-']).filter(|part| !part.is_empty()).collect();
    match parts.join("_").to_ascii_uppercase().as_str() {
        "CREATED" => ShipmentStep::Created,
        "READY_TO_SHIP" | "MANIFESTED" | "PICKUP_SCHEDULED" => ShipmentStep::ReadyToShip,
        "PICKED_UP" => ShipmentStep::PickedUp,
        "IN_TRANSIT" => ShipmentStep::InTransit,
        "OUT_FOR_DELIVERY" => ShipmentStep::OutForDelivery,
        // Non-delivery report.
        "NDR" => ShipmentStep::DeliveryFailed,
        "DELIVERED" => ShipmentStep::Delivered,
        "LOST" => ShipmentStep::Lost,
        "RTO" | "RTO_INITIATED" | "RTO_IN_TRANSIT" => ShipmentStep::Returning,
        "RTO_DONE" | "RTO_DELIVERED" | "RETURN_RECEIVED" => ShipmentStep::Returned,
        "CANCELLED" | "CANCELED" => ShipmentStep::Cancelled,
        _ => ShipmentStep::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_status_in_any_spelling_has_its_step_and_keeps_its_text() {
        for (text, step) in [
            ("READY_TO_SHIP", ShipmentStep::ReadyToShip),
            ("Manifested", ShipmentStep::ReadyToShip),
            ("pickup scheduled", ShipmentStep::ReadyToShip),
            ("Picked Up", ShipmentStep::PickedUp),
            ("in-transit", ShipmentStep::InTransit),
            ("OUT  FOR  DELIVERY", ShipmentStep::OutForDelivery),
            ("delivered", ShipmentStep::Delivered),
            ("NDR", ShipmentStep::DeliveryFailed),
            ("rto", ShipmentStep::Returning),
            ("RTO_INITIATED", ShipmentStep::Returning),
            ("RTO_DONE", ShipmentStep::Returned),
            ("RETURN_RECEIVED", ShipmentStep::Returned),
            ("LOST", ShipmentStep::Lost),
            ("CANCELLED", ShipmentStep::Cancelled),
            ("EATEN_BY_A_GOAT", ShipmentStep::Other),
        ] {
            let known = status(text).unwrap();
            assert_eq!((known.step, known.word.as_str()), (step, text));
        }
    }

    #[test]
    fn empty_text_is_no_status_and_a_long_text_is_cut() {
        assert_eq!(status(" "), None);
        assert_eq!(status(&"x".repeat(100)).unwrap().word.len(), MAX_STATUS_CHARS);
    }
}
