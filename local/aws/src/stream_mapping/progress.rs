//! The progress of a shard: workers finish records in any order, but the next start may skip only records without an
//! unfinished one before them.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::checkpoint::{Checkpoint, Position};

/// The position of an unfinished record in its shard's progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RecordPosition(u64);

#[cfg(test)]
impl RecordPosition {
    /// For records outside of any progress.
    pub(super) fn of_no_shard() -> Self {
        Self(u64::MAX)
    }
}

/// The unfinished records of one shard, in the stream's order.
pub(super) struct Progress {
    shard_id: String,
    checkpoint: Arc<Checkpoint>,
    max_unfinished_records: usize,
    max_unfinished_bytes: usize,
    open: Mutex<Unfinished>,
    freed: Notify,
}

#[derive(Default)]
struct Unfinished {
    /// The position of the first of `records`.
    first: u64,
    records: VecDeque<UnfinishedRecord>,
    bytes: usize,
}

struct UnfinishedRecord {
    sequence: String,
    bytes: usize,
    done: bool,
}

impl Progress {
    /// The progress of a shard, written to `checkpoint`, with limits for unfinished records and their bytes.
    pub(super) fn new(
        shard_id: &str,
        checkpoint: Arc<Checkpoint>,
        max_unfinished_records: usize,
        max_unfinished_bytes: usize,
    ) -> Self {
        let open = Mutex::default();
        Self {
            shard_id: shard_id.to_owned(),
            checkpoint,
            max_unfinished_records,
            max_unfinished_bytes,
            open,
            freed: Notify::new(),
        }
    }

    /// Adds a record that a worker will finish. Records must be added in the stream's order.
    pub(super) fn begin(&self, sequence: &str, bytes: usize) -> RecordPosition {
        let mut open = self.lock();
        let position = open.first + open.records.len() as u64;
        open.bytes += bytes;
        open.records.push_back(UnfinishedRecord { sequence: sequence.to_owned(), bytes, done: false });
        RecordPosition(position)
    }

    /// A record that does not match the filter.
    pub(super) fn skip(&self, sequence: &str) {
        let position = self.begin(sequence, 0);
        self.finish([position]);
    }

    /// Marks records as done, processed or exhausted.
    pub(super) fn finish(&self, positions: impl IntoIterator<Item = RecordPosition>) {
        let done_to = {
            let mut open = self.lock();
            for RecordPosition(position) in positions {
                open.mark_done(position);
            }
            open.remove_done()
        };
        if let Some(sequence) = done_to {
            self.checkpoint.set(&self.shard_id, Position::After(sequence));
            self.freed.notify_one();
        }
    }

    /// Waits until another record may be read.
    pub(super) async fn wait_for_room(&self) {
        // Only the shard's reader waits here, so one stored permit is enough.
        while self.is_full() {
            self.freed.notified().await;
        }
    }

    fn is_full(&self) -> bool {
        let open = self.lock();
        open.records.len() >= self.max_unfinished_records || open.bytes >= self.max_unfinished_bytes
    }

    fn lock(&self) -> MutexGuard<'_, Unfinished> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Unfinished {
    fn mark_done(&mut self, position: u64) {
        let index = position.checked_sub(self.first).and_then(|index| usize::try_from(index).ok());
        if let Some(record) = index.and_then(|index| self.records.get_mut(index)) {
            record.done = true;
        }
    }

    /// Removes the done records at the front; returns the sequence number of the last one.
    fn remove_done(&mut self) -> Option<String> {
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

    fn progress(max_unfinished_records: usize, max_unfinished_bytes: usize) -> (Progress, Arc<Checkpoint>) {
        let checkpoint = Arc::new(Checkpoint::load("/nowhere/checkpoint.json".into(), "arn:stream"));
        (Progress::new("shard", checkpoint.clone(), max_unfinished_records, max_unfinished_bytes), checkpoint)
    }

    fn after(sequence: &str) -> Option<Position> {
        Some(Position::After(sequence.to_owned()))
    }

    #[test]
    fn checkpoint_stays_before_the_first_unfinished_record() {
        let (progress, checkpoint) = progress(10, 1000);
        let positions: Vec<RecordPosition> = ["1", "2", "3"].map(|sequence| progress.begin(sequence, 1)).into();
        progress.finish([positions[1]]);
        assert_eq!(checkpoint.position("shard"), None);
        progress.finish([positions[0]]);
        assert_eq!(checkpoint.position("shard"), after("2"));
        progress.skip("4");
        assert_eq!(checkpoint.position("shard"), after("2"), "3 is unfinished");
        progress.finish([positions[2]]);
        assert_eq!(checkpoint.position("shard"), after("4"));
    }

    #[tokio::test]
    async fn reader_waits_while_too_many_records_or_bytes_are_unfinished() {
        for (max_unfinished_records, max_unfinished_bytes) in [(2, 1000), (10, 100)] {
            let (progress, _) = progress(max_unfinished_records, max_unfinished_bytes);
            let first = progress.begin("1", 60);
            progress.wait_for_room().await;
            progress.begin("2", 60);
            assert!(tokio::time::timeout(Duration::from_millis(20), progress.wait_for_room()).await.is_err());
            progress.finish([first]);
            progress.wait_for_room().await;
        }
    }
}
