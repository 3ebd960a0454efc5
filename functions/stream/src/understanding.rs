//! A delivery becomes a task: what it means, or why it means nothing to us. Pure; a panic of a parser stops here.

use std::panic::{AssertUnwindSafe, catch_unwind};

use shared::channel::{Context, NotUnderstood, Understood};
use shared::delivery::Delivery;

/// One delivery to process.
#[derive(Debug)]
pub(crate) struct Task {
    /// Where the record stood in its batch.
    pub(crate) position: usize,
    /// The delivery.
    pub(crate) delivery: Delivery,
    /// What it means.
    pub(crate) meaning: Result<Understood, NotUnderstood>,
}

impl Task {
    /// Understands a delivery.
    pub(crate) fn new(position: usize, delivery: Delivery) -> Self {
        let context = Context { topic: &delivery.topic, account: &delivery.account, received_at: delivery.received_at };
        let meaning = caught(|| delivery.channel.understand(&context, &delivery.body)).unwrap_or_else(Err);
        Self { position, delivery, meaning }
    }

    /// The id of the order that it changes, if it changes one.
    pub(crate) fn order_id(&self) -> Option<&str> {
        self.meaning.as_ref().ok()?.change.as_ref().map(|change| change.order_id.as_str())
    }
}

/// Runs pure code; a panic becomes a failed event, and the panic hook has logged its place.
pub(crate) fn caught<T>(run: impl FnOnce() -> T) -> Result<T, NotUnderstood> {
    catch_unwind(AssertUnwindSafe(run)).map_err(|_| {
        NotUnderstood::new(
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
        assert_eq!(meaning.unwrap_err().word, "internal_error");
    }
}
