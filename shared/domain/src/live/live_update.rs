//! Live updates: what live clients receive.

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use types::Channel;
use types::event_id::EventId;

use crate::event_summary::{EventSummary, Status};
use crate::integration::IntegrationId;
use crate::state::order::OrderSummary;

/// An event or an order in the form that live clients receive, serialized once for all of them.
#[derive(Clone, Debug)]
pub struct LiveUpdate {
    integration: IntegrationId,
    channel: Channel,
    kind: LiveUpdateKind,
    json: Box<RawValue>,
}

/// The fields that filters match, by kind of update.
#[derive(Clone, Debug)]
pub(super) enum LiveUpdateKind {
    /// An event, with the order that it is about, if any.
    Event { id: EventId, topic: String, status: Status, order: Option<String> },
    /// An order.
    Order { id: String },
}

impl LiveUpdate {
    /// The update for an event.
    pub fn event(summary: &EventSummary) -> Self {
        let order = summary.subject.as_ref().and_then(|subject| subject.order_id()).map(str::to_owned);
        let kind =
            LiveUpdateKind::Event { id: summary.id, topic: summary.topic.clone(), status: summary.status, order };
        Self { integration: summary.integration.clone(), channel: summary.source, kind, json: raw(summary) }
    }

    /// The update for an order.
    pub fn order(summary: &OrderSummary) -> Self {
        let kind = LiveUpdateKind::Order { id: summary.id.clone() };
        Self { integration: summary.integration.clone(), channel: summary.source, kind, json: raw(summary) }
    }

    /// The integration that the update belongs to.
    pub fn integration(&self) -> &IntegrationId {
        &self.integration
    }

    /// The summary as JSON.
    pub fn json(&self) -> &RawValue {
        &self.json
    }

    pub(super) fn channel(&self) -> Channel {
        self.channel
    }

    pub(super) fn kind(&self) -> &LiveUpdateKind {
        &self.kind
    }

    /// The order's id, or that of the order that the event is about.
    pub(super) fn order_id(&self) -> Option<&str> {
        match &self.kind {
            LiveUpdateKind::Event { order, .. } => order.as_deref(),
            LiveUpdateKind::Order { id } => Some(id),
        }
    }

    /// The event's id, if the update is for an event.
    pub fn event_id(&self) -> Option<EventId> {
        match self.kind {
            LiveUpdateKind::Event { id, .. } => Some(id),
            LiveUpdateKind::Order { .. } => None,
        }
    }
}

fn raw(summary: &impl Serialize) -> Box<RawValue> {
    to_raw_value(summary).expect("a summary of plain fields serializes")
}
