//! The topics of Selloship's webhooks, a convention of integrations: no document of the vendor names them.

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

    /// The name in the header `X-Selloship-Event-Type`.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Created => "SHIPMENT_CREATED",
            Self::Updated => "SHIPMENT_UPDATED",
            Self::Delivered => "SHIPMENT_DELIVERED",
            Self::Rto => "SHIPMENT_RTO",
        }
    }

    /// The topic of a push, which names none, with this step.
    pub(super) fn of(step: ShipmentStep) -> Self {
        match step {
            ShipmentStep::Delivered => Self::Delivered,
            ShipmentStep::Returning | ShipmentStep::Returned => Self::Rto,
            _ => Self::Updated,
        }
    }

    /// Whether a webhook of this topic can report this step. An unknown status is no contradiction.
    pub(super) fn allows(self, step: ShipmentStep) -> bool {
        match self {
            Self::Updated => true,
            Self::Created => step <= ShipmentStep::PickedUp,
            Self::Delivered | Self::Rto => step == ShipmentStep::Other || Self::of(step) == self,
        }
    }
}
