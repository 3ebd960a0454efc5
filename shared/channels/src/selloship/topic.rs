//! The topics of Selloship's webhooks.
//!
//! They are a convention of integrations of it; no document of the vendor's names them.

use domain::state::shipment::ShipmentStep;

/// A topic that Storebell reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Topic {
    Created,
    Updated,
    Delivered,
    Rto,
}

impl Topic {
    pub(super) const ALL: [Self; 4] = [Self::Created, Self::Updated, Self::Delivered, Self::Rto];

    /// The topic of this name, if it is one of these.
    pub(super) fn known(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.name() == name)
    }

    /// As it stands in the header `X-Selloship-Event-Type`.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Created => "SHIPMENT_CREATED",
            Self::Updated => "SHIPMENT_UPDATED",
            Self::Delivered => "SHIPMENT_DELIVERED",
            Self::Rto => "SHIPMENT_RTO",
        }
    }

    /// The topic of a push that names none and says this.
    pub(super) fn of(step: ShipmentStep) -> Self {
        match step {
            ShipmentStep::Delivered => Self::Delivered,
            ShipmentStep::Returning | ShipmentStep::Returned => Self::Rto,
            _ => Self::Updated,
        }
    }

    /// Whether such a webhook can say this of a shipment. A word that is not known is no contradiction.
    pub(super) fn fits(self, step: ShipmentStep) -> bool {
        match self {
            Self::Updated => true,
            Self::Created => step <= ShipmentStep::PickedUp,
            Self::Delivered | Self::Rto => step == ShipmentStep::Other || Self::of(step) == self,
        }
    }
}
