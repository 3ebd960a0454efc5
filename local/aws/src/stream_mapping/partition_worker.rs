//! The worker of one partition: sends its records in order, in batches, each until it is done or exhausted.

use std::collections::VecDeque;
use std::sync::Arc;

use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedReceiver;

use super::batch_result::BatchResult;
use super::on_failure::ExhaustedBatch;
use super::shard::Shard;
use super::streamed_record::StreamedRecord;
use crate::lambda::{InvocationError, MAX_PAYLOAD_BYTES, new_request_id};

/// The event's JSON around its records.
const ENVELOPE_BYTES: usize = r#"{"Records":[]}"#.len();

/// The worker of one partition of a shard. All changes of an item belong to one partition.
pub(super) struct PartitionWorker {
    shard: Arc<Shard>,
    records: UnboundedReceiver<StreamedRecord>,
    waiting: VecDeque<StreamedRecord>,
}

impl PartitionWorker {
    pub(super) fn new(shard: Arc<Shard>, records: UnboundedReceiver<StreamedRecord>) -> Self {
        Self { shard, records, waiting: VecDeque::new() }
    }

    /// Works until the reader has closed the queue and it is empty, or until the mapping stops; it waits for an invocation
    /// that is running then.
    pub(super) async fn run(mut self) {
        while let Some(batch) = self.next_batch().await {
            self.process(batch).await;
        }
    }

    async fn next_batch(&mut self) -> Option<Vec<StreamedRecord>> {
        let stop = &self.shard.context.stop;
        if stop.is_cancelled() {
            return None;
        }
        if self.waiting.is_empty() {
            tokio::select! {
                () = stop.cancelled() => return None,
                record = self.records.recv() => self.waiting.push_back(record?),
            }
        }
        let size = self.shard.context.settings.batch_size;
        while self.waiting.len() < size {
            let Ok(record) = self.records.try_recv() else {
                break;
            };
            self.waiting.push_back(record);
        }
        Some(take_batch(&mut self.waiting, size))
    }

    async fn process(&self, mut batch: Vec<StreamedRecord>) {
        // Consecutive failures of the batch's first record; progress resets them.
        let mut failures = 0;
        while !batch.is_empty() {
            let request_id = new_request_id();
            let outcome = self.shard.context.function.invoke_as(&request_id, &event(&batch)).await;
            let first_failed = match BatchResult::of(&outcome, batch.iter().map(|record| record.sequence.as_str())) {
                BatchResult::Done => return self.finish(&batch),
                BatchResult::FailedFrom(index) => index,
            };
            if first_failed > 0 {
                self.finish(&batch[..first_failed]);
                batch.drain(..first_failed);
                failures = 0;
            }
            failures += 1;
            self.log_failure(&request_id, &batch, failures, &outcome);
            // Bisecting (BisectBatchOnFunctionError) would be implemented here: it splits a failed batch into halves and
            // does not count as a retry.
            if failures > self.shard.context.settings.retries
                && self.write_exhausted(&request_id, &batch, failures, &outcome)
            {
                return self.finish(&batch);
            }
            if self.stopped_during_pause(failures).await {
                return;
            }
        }
    }

    fn finish(&self, records: &[StreamedRecord]) {
        self.shard.progress.finish(records.iter().map(|record| record.position));
    }

    /// Whether the batch was written to the on-failure file. If not, it is sent again.
    fn write_exhausted(
        &self,
        request_id: &str,
        batch: &[StreamedRecord],
        failures: u32,
        outcome: &Result<Value, InvocationError>,
    ) -> bool {
        let context = &self.shard.context;
        let added = context.on_failure.append(&ExhaustedBatch {
            request_id,
            function_arn: &context.function.arn(),
            invocations: failures,
            function_failed: outcome.is_err(),
            shard_id: &self.shard.id,
            stream_arn: &context.stream_arn,
            records: batch,
        });
        match &added {
            Ok(()) => {
                tracing::error!(
                    batch.records = batch.len(),
                    "batch of the stream exhausted; written to the on-failure file"
                )
            }
            Err(error) => {
                tracing::error!(%error, "an exhausted batch could not be written to the on-failure file; it is sent again")
            }
        }
        added.is_ok()
    }

    async fn stopped_during_pause(&self, failures: u32) -> bool {
        let context = &self.shard.context;
        let pause = tokio::time::sleep(context.settings.pause_after(failures));
        tokio::select! {
            () = context.stop.cancelled() => true,
            () = pause => false,
        }
    }

    fn log_failure(
        &self,
        request_id: &str,
        batch: &[StreamedRecord],
        failures: u32,
        outcome: &Result<Value, InvocationError>,
    ) {
        tracing::warn!(
            function.request_id = request_id,
            function.error = outcome.as_ref().err().map(|error| error.error_type()),
            batch.records = batch.len(),
            batch.first_sequence = batch.first().map(|record| record.sequence.as_str()),
            batch.failures = failures,
            "batch of the stream failed; sending it again from its lowest failed record"
        );
    }
}

fn event(batch: &[StreamedRecord]) -> Value {
    json!({"Records": batch.iter().map(|record| &record.json).collect::<Vec<_>>()})
}

/// The first records, up to `size` and up to the limit of an invocation. One record is always within it: an item has at
/// most 400 KB, so its change has less than 1.2 MB.
fn take_batch(waiting: &mut VecDeque<StreamedRecord>, size: usize) -> Vec<StreamedRecord> {
    let mut bytes = ENVELOPE_BYTES;
    let mut batch = Vec::new();
    while batch.len() < size.max(1) {
        let is_within_limit =
            |record: &mut StreamedRecord| bytes + record.json_bytes <= MAX_PAYLOAD_BYTES || batch.is_empty();
        let Some(record) = waiting.pop_front_if(is_within_limit) else {
            break;
        };
        // The comma before the next record.
        bytes += record.json_bytes + 1;
        batch.push(record);
    }
    batch
}

#[cfg(test)]
mod tests {
    use super::super::progress::RecordPosition;
    use super::*;

    fn waiting(json_bytes: &[usize]) -> VecDeque<StreamedRecord> {
        let record = |&bytes: &usize| StreamedRecord {
            position: RecordPosition::of_no_shard(),
            sequence: String::new(),
            created_at_s: None,
            // A text in quotation marks.
            json: Value::from("x".repeat(bytes - 2)),
            json_bytes: bytes,
        };
        json_bytes.iter().map(record).collect()
    }

    #[test]
    fn batch_has_at_most_the_batch_size() {
        let mut waiting = waiting(&[2; 5]);
        assert_eq!(take_batch(&mut waiting, 3).len(), 3);
        assert_eq!(take_batch(&mut waiting, 3).len(), 2);
    }

    #[test]
    fn batch_is_within_the_limit_of_an_invocation() {
        let half = MAX_PAYLOAD_BYTES / 2;
        let exact = half - ENVELOPE_BYTES.div_ceil(2);
        for (sizes, expected) in [(vec![half, half], 1), (vec![exact, exact - 1, 2], 2)] {
            let batch = take_batch(&mut waiting(&sizes), 100);
            assert_eq!(batch.len(), expected, "{sizes:?}");
            assert!(event(&batch).to_string().len() <= MAX_PAYLOAD_BYTES);
        }
    }
}
