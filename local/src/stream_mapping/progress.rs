//! How far a shard is done: lanes finish in any order, but only what has nothing unfinished before it may be skipped
//! by the next start.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::checkpoint::{Checkpoint, Position};

/// The place of an unfinished record in its shard's progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ticket(u64);

#[cfg(test)]
impl Ticket {
    /// For records that no progress waits for.
    pub(super) fn of_no_shard() -> Self {
        Self(u64::MAX)
    }
}

/// The unfinished records of one shard, in the stream's order.
pub(super) struct Progress {
    shard_id: String,
    checkpoint: Arc<Checkpoint>,
    records_ahead: usize,
    bytes_ahead: usize,
    open: Mutex<Open>,
    freed: Notify,
}

#[derive(Default)]
struct Open {
    /// The ticket of the first of `records`.
    first: u64,
    records: VecDeque<OpenRecord>,
    bytes: usize,
}

struct OpenRecord {
    sequence: String,
    bytes: usize,
    done: bool,
}

impl Progress {
    /// The progress of a shard, written to `checkpoint`; at most so many records and bytes may be open.
    pub(super) fn new(shard_id: &str, checkpoint: Arc<Checkpoint>, records_ahead: usize, bytes_ahead: usize) -> Self {
        let open = Mutex::default();
        Self { shard_id: shard_id.to_owned(), checkpoint, records_ahead, bytes_ahead, open, freed: Notify::new() }
    }

    /// A record that a lane will finish. Records must come in the stream's order.
    pub(super) fn begin(&self, sequence: &str, bytes: usize) -> Ticket {
        let mut open = self.lock();
        let ticket = open.first + open.records.len() as u64;
        open.bytes += bytes;
        open.records.push_back(OpenRecord { sequence: sequence.to_owned(), bytes, done: false });
        Ticket(ticket)
    }

    /// A record that nobody needs to see.
    pub(super) fn skip(&self, sequence: &str) {
        let ticket = self.begin(sequence, 0);
        self.finish([ticket]);
    }

    /// Records that are done, one way or another.
    pub(super) fn finish(&self, tickets: impl IntoIterator<Item = Ticket>) {
        let done_to = {
            let mut open = self.lock();
            for Ticket(ticket) in tickets {
                open.mark_done(ticket);
            }
            open.leave_done_behind()
        };
        if let Some(sequence) = done_to {
            self.checkpoint.set(&self.shard_id, Position::After(sequence));
            self.freed.notify_one();
        }
    }

    /// Waits until another record may be read.
    pub(super) async fn room(&self) {
        // Only the shard's one reader waits here, so one stored permit is enough.
        while self.is_full() {
            self.freed.notified().await;
        }
    }

    fn is_full(&self) -> bool {
        let open = self.lock();
        open.records.len() >= self.records_ahead || open.bytes >= self.bytes_ahead
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Open {
    fn mark_done(&mut self, ticket: u64) {
        let index = ticket.checked_sub(self.first).and_then(|index| usize::try_from(index).ok());
        if let Some(record) = index.and_then(|index| self.records.get_mut(index)) {
            record.done = true;
        }
    }

    /// Drops the done records at the front, and gives the sequence number of the last one.
    fn leave_done_behind(&mut self) -> Option<String> {
        let mut last = None;
        while let Some(record) = self.records.pop_front_if(|record| record.done) {
            self.first += 1;
            self.bytes -= record.bytes;
            last = Some(record.sequence);
        }
        last
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn progress(records_ahead: usize, bytes_ahead: usize) -> (Progress, Arc<Checkpoint>) {
        let checkpoint = Arc::new(Checkpoint::load("/nowhere/checkpoint.json".into(), "arn:stream"));
        (Progress::new("shard", checkpoint.clone(), records_ahead, bytes_ahead), checkpoint)
    }

    fn after(sequence: &str) -> Option<Position> {
        Some(Position::After(sequence.to_owned()))
    }

    #[test]
    fn the_checkpoint_stays_behind_the_first_unfinished_record() {
        let (progress, checkpoint) = progress(10, 1000);
        let tickets: Vec<Ticket> = ["1", "2", "3"].map(|sequence| progress.begin(sequence, 1)).into();
        progress.finish([tickets[1]]);
        assert_eq!(checkpoint.position("shard"), None);
        progress.finish([tickets[0]]);
        assert_eq!(checkpoint.position("shard"), after("2"));
        progress.skip("4");
        assert_eq!(checkpoint.position("shard"), after("2"), "3 is still open");
        progress.finish([tickets[2]]);
        assert_eq!(checkpoint.position("shard"), after("4"));
    }

    #[tokio::test]
    async fn a_reader_waits_while_too_many_records_or_bytes_are_open() {
        for (records_ahead, bytes_ahead) in [(2, 1000), (10, 100)] {
            let (progress, _) = progress(records_ahead, bytes_ahead);
            let first = progress.begin("1", 60);
            progress.room().await;
            progress.begin("2", 60);
            assert!(tokio::time::timeout(Duration::from_millis(20), progress.room()).await.is_err());
            progress.finish([first]);
            progress.room().await;
        }
    }
}
