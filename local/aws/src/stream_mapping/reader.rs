//! Reads one shard from its checkpoint, and assigns the records to the partition workers.

use aws_sdk_dynamodbstreams::error::{DisplayErrorContext, ProvideErrorMetadata};
use aws_sdk_dynamodbstreams::types::{Record, ShardIteratorType};
use tokio::sync::mpsc::UnboundedSender;

use super::checkpoint::Position;
use super::filter;
use super::shard::Shard;
use super::streamed_record::{StreamedRecord, partition_of, sequence};

/// The limit of GetRecords:
/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetRecords.html>
const MAX_PAGE_RECORDS: usize = 1_000;

/// Why a reader ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// The shard is closed and was read completely.
    ShardClosed,
    /// The mapping was stopped or a worker ended. The shard may have more records.
    Interrupted,
}

/// Reads until the end of the shard or the stop of the mapping.
pub(super) async fn read(shard: &Shard, workers: &[UnboundedSender<StreamedRecord>]) -> End {
    tokio::select! {
        () = shard.context.stop.cancelled() => End::Interrupted,
        end = read_pages(shard, workers) => end,
    }
}

async fn read_pages(shard: &Shard, workers: &[UnboundedSender<StreamedRecord>]) -> End {
    let settings = &shard.context.settings;
    let mut listener = shard.context.notifier.listener();
    let mut cursor = Cursor::at_checkpoint(shard);
    let mut failures = 0;
    loop {
        shard.progress.wait_for_room().await;
        listener.mark_seen();
        let page = match cursor.next_page(shard).await {
            Ok(page) => page,
            Err(reason) => {
                failures += 1;
                if failures == 1 {
                    tracing::warn!(stream.shard = %shard.id, %reason, "the stream cannot be read; retrying");
                }
                tokio::time::sleep(settings.pause_after(failures)).await;
                continue;
            }
        };
        if failures > 0 {
            tracing::info!(stream.shard = %shard.id, read.failures = failures, "the stream can be read again");
            failures = 0;
        }
        if !page.records.iter().all(|record| assign(shard, record, workers)) {
            return End::Interrupted;
        }
        if page.is_last {
            return End::ShardClosed;
        }
        if page.records.is_empty() {
            listener.wait(settings.poll_interval).await;
        }
    }
}

/// Sends a record to the worker of its partition; false if the worker has ended.
fn assign(shard: &Shard, record: &Record, workers: &[UnboundedSender<StreamedRecord>]) -> bool {
    let sequence = sequence(record);
    if !filter::matches(record) {
        shard.progress.skip(sequence);
        return true;
    }
    let position_for = |bytes| shard.progress.begin(sequence, bytes);
    let streamed = StreamedRecord::new(record, &shard.context.stream_arn, position_for);
    workers[partition_of(record, workers.len())].send(streamed).is_ok()
}

struct Page {
    records: Vec<Record>,
    is_last: bool,
}

/// The position in the shard up to which records were read.
struct Cursor {
    /// The last record that was read; `None` if the next record is the shard's oldest one.
    after: Option<String>,
    /// The iterator for the next page, if there is a valid one.
    iterator: Option<String>,
}

impl Cursor {
    fn at_checkpoint(shard: &Shard) -> Self {
        let after = match shard.context.checkpoint.position(&shard.id) {
            Some(Position::After(sequence)) => Some(sequence),
            Some(Position::Ended) | None => None,
        };
        tracing::info!(stream.shard = %shard.id, stream.after = after.as_deref(), "reading a shard of the stream");
        Self { after, iterator: None }
    }

    /// The next records. After an error the next call uses a new iterator (they expire after 15 minutes).
    async fn next_page(&mut self, shard: &Shard) -> Result<Page, String> {
        let iterator = match self.iterator.take() {
            Some(iterator) => iterator,
            None => self.new_iterator(shard).await?,
        };
        let limit = shard.context.settings.batch_size.clamp(1, MAX_PAGE_RECORDS);
        let page = shard
            .context
            .streams
            .get_records()
            .shard_iterator(iterator)
            .limit(i32::try_from(limit).unwrap_or(1))
            .send()
            .await
            .map_err(|error| DisplayErrorContext(error).to_string())?;
        self.iterator = page.next_shard_iterator;
        let records = page.records.unwrap_or_default();
        if let Some(last) = records.last() {
            self.after = Some(sequence(last).to_owned());
        }
        Ok(Page { records, is_last: self.iterator.is_none() })
    }

    async fn new_iterator(&mut self, shard: &Shard) -> Result<String, String> {
        if let Some(after) = self.after.clone() {
            let request = iterator_request(shard, ShardIteratorType::AfterSequenceNumber).sequence_number(after);
            match request.send().await {
                Ok(response) => return response.shard_iterator.ok_or_else(no_iterator),
                // The record was trimmed, or the shard never had this sequence number.
                Err(error) if matches!(error.code(), Some("TrimmedDataAccessException" | "ValidationException")) => {
                    tracing::warn!(stream.shard = %shard.id, "the checkpoint is no longer in the stream; starting at the oldest record");
                    self.after = None;
                }
                Err(error) => return Err(DisplayErrorContext(error).to_string()),
            }
        }
        let response = iterator_request(shard, ShardIteratorType::TrimHorizon).send().await;
        response.map_err(|error| DisplayErrorContext(error).to_string())?.shard_iterator.ok_or_else(no_iterator)
    }
}

fn iterator_request(
    shard: &Shard,
    kind: ShardIteratorType,
) -> aws_sdk_dynamodbstreams::operation::get_shard_iterator::builders::GetShardIteratorFluentBuilder {
    let context = &shard.context;
    context.streams.get_shard_iterator().stream_arn(&context.stream_arn).shard_id(&shard.id).shard_iterator_type(kind)
}

fn no_iterator() -> String {
    "the endpoint returned no shard iterator".to_owned()
}
