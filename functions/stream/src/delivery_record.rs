//! One delivery of a batch, on its way through the steps.

use std::collections::BTreeSet;

use channels::{NormalizeError, NormalizedEvent};
use domain::delivery::DeliveryMetadata;
use domain::privacy::PrivacyRequest;
use domain::state::Change;
use store::ledger::SubjectKey;

use crate::batch_item_failures::BatchPosition;

/// The summary of an event after a redaction has removed the body of its delivery.
pub(crate) const REDACTED_BODY_SUMMARY: &str = "The body was removed by a redaction";

/// A delivery and its processing state. It does not hold the body: the bodies of a whole batch would not fit in memory.
#[derive(Debug)]
pub(crate) struct DeliveryRecord {
    pub(crate) position: BatchPosition,
    pub(crate) delivery: DeliveryMetadata,
    pub(crate) state: DeliveryState,
    /// The orders that the delivery changed; empty before the projection.
    pub(crate) changed_orders: BTreeSet<SubjectKey>,
}

/// How far a delivery was processed. `body_bytes` is the length of its body.
#[derive(Debug)]
pub(crate) enum DeliveryState {
    /// The body was normalized. After the projection: its changes were applied, too.
    Normalized { event: NormalizedEvent, body_bytes: usize },
    /// The body could not be normalized.
    NotNormalized { error: NormalizeError, body_bytes: usize },
    /// The body was normalized to `event`, but a change of it could not be applied.
    NotApplied { event: NormalizedEvent, error: NormalizeError, body_bytes: usize },
    /// The delivery requests a redaction that was rejected.
    RedactionRejected { error: NormalizeError, body_bytes: usize },
    /// A redaction left nothing of the body. The delivery's event keeps the result of its earlier processing.
    BodyRedacted,
    /// The stored body cannot be read.
    BodyUnreadable { error: NormalizeError },
}

impl DeliveryRecord {
    pub(crate) fn new(position: BatchPosition, delivery: DeliveryMetadata, state: DeliveryState) -> Self {
        Self { position, delivery, state, changed_orders: BTreeSet::new() }
    }

    /// The normalized event, unless processing failed since.
    pub(crate) fn processed_event(&self) -> Option<&NormalizedEvent> {
        match &self.state {
            DeliveryState::Normalized { event, .. } => Some(event),
            _ => None,
        }
    }

    /// The normalized event, whether its changes could be applied or not.
    pub(crate) fn normalized_event(&self) -> Option<&NormalizedEvent> {
        match &self.state {
            DeliveryState::Normalized { event, .. } | DeliveryState::NotApplied { event, .. } => Some(event),
            _ => None,
        }
    }

    /// Why processing failed, if it did.
    pub(crate) fn error(&self) -> Option<&NormalizeError> {
        match &self.state {
            DeliveryState::NotNormalized { error, .. }
            | DeliveryState::NotApplied { error, .. }
            | DeliveryState::RedactionRejected { error, .. }
            | DeliveryState::BodyUnreadable { error } => Some(error),
            DeliveryState::Normalized { .. } | DeliveryState::BodyRedacted => None,
        }
    }

    /// The changes of the delivery; empty if processing failed.
    pub(crate) fn changes(&self) -> &[Change] {
        self.processed_event().map_or(&[], |event| &event.changes)
    }

    /// The redaction that the delivery requests, if it does.
    pub(crate) fn redaction_request(&self) -> Option<&PrivacyRequest> {
        let request = self.processed_event()?.request.as_ref()?;
        matches!(request, PrivacyRequest::RedactCustomer(_) | PrivacyRequest::RedactShop).then_some(request)
    }

    /// The delivery after one of its changes could not be applied. The normalized event is kept, since a redaction needs
    /// its subjects.
    pub(crate) fn with_failed_projection(self, error: NormalizeError) -> Self {
        Self { state: self.state.with_failed_projection(error), ..self }
    }

    /// The delivery with `text` at the end of its summary.
    pub(crate) fn with_summary_suffix(mut self, text: &str) -> Self {
        if let DeliveryState::Normalized { event, .. } = &mut self.state {
            event.summary.push_str(text);
        }
        self
    }

    /// The delivery after the redaction that it requests was rejected.
    pub(crate) fn with_rejected_redaction(self, error: NormalizeError) -> Self {
        Self { state: self.state.with_rejected_redaction(error), ..self }
    }
}

impl DeliveryState {
    fn with_failed_projection(self, error: NormalizeError) -> Self {
        match self {
            Self::Normalized { event, body_bytes } | Self::NotApplied { event, body_bytes, .. } => {
                Self::NotApplied { event, error, body_bytes }
            }
            without_changes => without_changes,
        }
    }

    fn with_rejected_redaction(self, error: NormalizeError) -> Self {
        match self {
            Self::Normalized { body_bytes, .. } => Self::RedactionRejected { error, body_bytes },
            without_request => without_request,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delivery_of_which_two_changes_failed_keeps_its_normalized_event() {
        let state = DeliveryState::Normalized { event: NormalizedEvent::without_changes("kept"), body_bytes: 2 };
        let failed = ["first", "second"].map(|code| NormalizeError::new(code, "the change cannot be applied"));
        let state = failed.into_iter().fold(state, DeliveryState::with_failed_projection);
        let DeliveryState::NotApplied { event, error, body_bytes } = state else { panic!("{state:?}") };
        assert_eq!((event, error.code, body_bytes), (NormalizedEvent::without_changes("kept"), "second", 2));
    }
}
