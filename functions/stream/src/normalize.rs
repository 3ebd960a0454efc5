//! A delivery becomes a task: what it means, or why it means nothing to us. Pure; a panic of a parser stops here.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use channels::{Context, NormalizeError, NormalizedEvent};
use domain::delivery::DeliveryMetadata;
use domain::privacy::PrivacyRequest;
use domain::state::Change;
use store::ledger::SubjectKey;

/// One delivery to process. Its body is gone by now: a batch of large ones must fit in memory.
#[derive(Debug)]
pub(crate) struct Task {
    /// Where the record stood in its batch.
    pub(crate) position: usize,
    /// The delivery.
    pub(crate) delivery: DeliveryMetadata,
    /// What it means.
    pub(crate) meaning: Result<NormalizedEvent, NormalizeError>,
    /// What it was understood to mean, where that could not be applied.
    pub(crate) not_applied: Option<NormalizedEvent>,
    /// The length of its body, where that could be read.
    pub(crate) body_bytes: Option<usize>,
    /// Whether a redaction left nothing of its body: then what became of it stays as it is.
    pub(crate) is_without_body: bool,
    /// The orders that it has changed, once it was folded.
    pub(crate) orders: BTreeSet<SubjectKey>,
}

impl Task {
    /// Understands a delivery.
    pub(crate) fn new(position: usize, delivery: DeliveryMetadata, body: &[u8]) -> Self {
        let context = Context { topic: &delivery.topic, account: &delivery.account, received_at: delivery.received_at };
        let meaning = caught(|| channels::normalize(delivery.channel, &context, body)).unwrap_or_else(Err);
        Self { body_bytes: Some(body.len()), ..Self::of(position, delivery, meaning) }
    }

    /// A delivery of whose body a redaction left nothing.
    pub(crate) fn without_body(position: usize, delivery: DeliveryMetadata) -> Self {
        let meaning = Ok(NormalizedEvent::without_changes("Its body was removed by a redaction"));
        Self { is_without_body: true, ..Self::of(position, delivery, meaning) }
    }

    /// What it asks to be removed, if it does.
    pub(crate) fn redaction(&self) -> Option<&PrivacyRequest> {
        let request = self.meaning.as_ref().ok()?.request.as_ref()?;
        matches!(request, PrivacyRequest::RedactCustomer(_) | PrivacyRequest::RedactShop).then_some(request)
    }

    /// A delivery whose body cannot be put together.
    pub(crate) fn unreadable(position: usize, delivery: DeliveryMetadata, detail: &str) -> Self {
        let meaning = Err(NormalizeError::new("unreadable", format!("the stored body cannot be read: {detail}")));
        Self::of(position, delivery, meaning)
    }

    fn of(position: usize, delivery: DeliveryMetadata, meaning: Result<NormalizedEvent, NormalizeError>) -> Self {
        let orders = BTreeSet::new();
        Self { position, delivery, meaning, not_applied: None, body_bytes: None, is_without_body: false, orders }
    }

    /// Its changes cannot be applied. What they were of is still known.
    pub(crate) fn fail_to_apply(&mut self, failure: NormalizeError) {
        self.not_applied = std::mem::replace(&mut self.meaning, Err(failure)).ok();
    }

    /// What it was understood to mean, applied or not.
    pub(crate) fn normalized(&self) -> Option<&NormalizedEvent> {
        self.meaning.as_ref().ok().or(self.not_applied.as_ref())
    }

    /// What it changes; nothing if it was not understood.
    pub(crate) fn changes(&self) -> &[Change] {
        self.meaning.as_ref().map_or(&[], |normalized| &normalized.changes)
    }
}

/// Runs pure code; a panic becomes a failed event, and the panic hook has logged its place.
pub(crate) fn caught<T>(run: impl FnOnce() -> T) -> Result<T, NormalizeError> {
    catch_unwind(AssertUnwindSafe(run)).map_err(|_| {
        NormalizeError::new(
            "internal_error",
            "Storebell failed while reading this delivery; it can be replayed after a fix",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_of_a_parser_is_a_failed_event() {
        let meaning = caught(|| -> () { panic!("a parser's mistake") });
        assert_eq!(meaning.unwrap_err().code, "internal_error");
    }
}
