//! The words by which Selloship says where a parcel stands.
//!
//! No document of the vendor's is public. The words are those that public integrations of it read, most of them from the
//! contract of shipping providers by Unicommerce: <https://documentation.unicommerce.com/docs/shipment-status.html>

use domain::state::shipment::{ShipmentStatus, ShipmentStep};
use types::text::shortened;

/// The longest word that is kept, in characters.
const LONGEST: usize = 40;

/// What a word means, whatever its case and however its parts are joined; nothing for an empty one.
pub(super) fn status(word: &str) -> Option<ShipmentStatus> {
    let word = shortened(word.trim(), LONGEST);
    (!word.is_empty()).then(|| ShipmentStatus { step: step(&word), word })
}

fn step(word: &str) -> ShipmentStep {
    let parts: Vec<_> = word.split([' ', '_', '-']).filter(|part| !part.is_empty()).collect();
    match parts.join("_").to_ascii_uppercase().as_str() {
        "CREATED" => ShipmentStep::Created,
        "READY_TO_SHIP" | "MANIFESTED" | "PICKUP_SCHEDULED" => ShipmentStep::ReadyToShip,
        "PICKED_UP" => ShipmentStep::PickedUp,
        "IN_TRANSIT" => ShipmentStep::InTransit,
        "OUT_FOR_DELIVERY" => ShipmentStep::OutForDelivery,
        // A report of a delivery that failed ("non-delivery report").
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
    fn a_word_is_known_in_any_spelling_and_kept_as_it_came() {
        for (word, step) in [
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
            let known = status(word).unwrap();
            assert_eq!((known.step, known.word.as_str()), (step, word));
        }
    }

    #[test]
    fn no_word_is_no_status_and_a_long_one_is_cut() {
        assert_eq!(status(" "), None);
        assert_eq!(status(&"x".repeat(100)).unwrap().word.len(), LONGEST);
    }
}
