//! The topics of Flipkart.
//!
//! Source of the notifications:
//! <https://flipkart.github.io/fk-api-platform-docs/docs/order-management-notifications>

use domain::state::returned::ReturnStep;
use domain::state::shipment::ShipmentStep;

/// A topic of Flipkart's notifications or of the convention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Topic {
    /// A notification of version 3 about a shipment, with the step that it reports.
    Shipment(ReportedStep),
    /// A notification of version 3 about a return, with the step that it reports.
    Return(Option<ReturnStep>),
    /// A notification of version 2, which is stored but not read.
    OrderItem,
    /// A webhook of the convention.
    Webhook(Webhook),
}

/// The step that a notification about a shipment reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ReportedStep {
    /// This one.
    Of(ShipmentStep),
    /// That of its `status`, since a shipment can be put on hold at any stage: `APPROVED` or `PACKED`
    /// (<https://flipkart.github.io/fk-api-platform-docs/docs/unhold-notification>). Without a status, it was created.
    OfStatus,
    /// None: the notification is about something else.
    None,
}

/// The subject of a webhook of the convention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Webhook {
    Order,
    Shipment,
    Payment,
}

/// Every topic by name.
pub(super) const TOPICS: [(&str, Topic); 31] = [
    ("shipment_created", Topic::Shipment(ReportedStep::Of(ShipmentStep::Created))),
    ("shipment_hold", Topic::Shipment(ReportedStep::Of(ShipmentStep::OnHold))),
    ("shipment_unhold", Topic::Shipment(ReportedStep::OfStatus)),
    ("shipment_packed", Topic::Shipment(ReportedStep::Of(ShipmentStep::Packed))),
    ("shipment_ready_to_dispatch", Topic::Shipment(ReportedStep::Of(ShipmentStep::ReadyToShip))),
    ("shipment_pickup_complete", Topic::Shipment(ReportedStep::Of(ShipmentStep::PickedUp))),
    ("shipment_shipped", Topic::Shipment(ReportedStep::Of(ShipmentStep::InTransit))),
    ("shipment_delivered", Topic::Shipment(ReportedStep::Of(ShipmentStep::Delivered))),
    ("shipment_dispatch_dates_changed", Topic::Shipment(ReportedStep::None)),
    ("shipment_cancelled", Topic::Shipment(ReportedStep::Of(ShipmentStep::Cancelled))),
    ("shipment_form_failed", Topic::Shipment(ReportedStep::None)),
    ("return_created", Topic::Return(Some(ReturnStep::Created))),
    ("return_item_tracking_id_update", Topic::Return(None)),
    ("return_expected_date_changed", Topic::Return(None)),
    ("return_picked_up", Topic::Return(Some(ReturnStep::PickedUp))),
    ("return_completed", Topic::Return(Some(ReturnStep::Completed))),
    ("return_cancelled", Topic::Return(Some(ReturnStep::Cancelled))),
    ("order_item_created", Topic::OrderItem),
    ("order_item_hold", Topic::OrderItem),
    ("order_item_un_hold", Topic::OrderItem),
    ("order_item_packed", Topic::OrderItem),
    ("order_item_ready_to_dispatch", Topic::OrderItem),
    ("order_item_pickup_complete", Topic::OrderItem),
    ("order_item_shipped", Topic::OrderItem),
    ("order_item_delivered", Topic::OrderItem),
    ("order_item_cancelled", Topic::OrderItem),
    ("order_item_dispatch_dates_changed", Topic::OrderItem),
    ("ORDER_CREATED", Topic::Webhook(Webhook::Order)),
    ("ORDER_UPDATED", Topic::Webhook(Webhook::Order)),
    ("SHIPMENT_CREATED", Topic::Webhook(Webhook::Shipment)),
    ("PAYMENT_UPDATED", Topic::Webhook(Webhook::Payment)),
];

impl Topic {
    /// The topic of this name, if it is one of these.
    pub(super) fn known(name: &str) -> Option<Self> {
        TOPICS.iter().find(|(known, _)| *known == name).map(|(_, topic)| *topic)
    }

    /// The static name of a topic, if it is one of these.
    pub(super) fn known_name(name: &str) -> Option<&'static str> {
        TOPICS.iter().find(|(known, _)| *known == name).map(|(known, _)| *known)
    }
}
