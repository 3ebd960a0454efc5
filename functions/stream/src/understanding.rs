//! A delivery becomes a task: what it means, or why it means nothing to us. Pure; a panic of a parser stops here.

use std::panic::{AssertUnwindSafe, catch_unwind};

use shared::channel::{Context, NotUnderstood, Understood};
use shared::delivery::Outline;
use shared::state::Change;

/// One delivery to process. Its body is gone by now: a batch of large ones must fit in memory.
#[derive(Debug)]
pub(crate) struct Task {
    /// Where the record stood in its batch.
    pub(crate) position: usize,
    /// The delivery.
    pub(crate) delivery: Outline,
    /// What it means.
    pub(crate) meaning: Result<Understood, NotUnderstood>,
    /// The length of its body, where that could be read.
    pub(crate) body_bytes: Option<usize>,
}

impl Task {
    /// Understands a delivery.
    pub(crate) fn new(position: usize, delivery: Outline, body: &[u8]) -> Self {
        let context = Context { topic: &delivery.topic, account: &delivery.account, received_at: delivery.received_at };
        let meaning = caught(|| delivery.channel.understand(&context, body)).unwrap_or_else(Err);
        Self { position, delivery, meaning, body_bytes: Some(body.len()) }
    }

    /// A delivery whose body cannot be put together.
    pub(crate) fn unreadable(position: usize, delivery: Outline, detail: &str) -> Self {
        let meaning = Err(NotUnderstood::new("unreadable", format!("the stored body cannot be read: {detail}")));
        Self { position, delivery, meaning, body_bytes: None }
    }

    /// What it changes; nothing if it was not understood.
    pub(crate) fn changes(&self) -> &[Change] {
        self.meaning.as_ref().map_or(&[], |understood| &understood.changes)
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
