//! The records of a batch that Lambda has to send again.

use aws_lambda_events::event::streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse};
use store::StoreError;
use tracing::error;

/// The position of a stream record in its batch, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct BatchPosition(pub(crate) usize);

/// The records that were not processed because DynamoDB failed. Only the lowest one is kept: Lambda sends the batch
/// again from the lowest reported sequence number on
/// (<https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html>).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct BatchItemFailures {
    lowest: Option<BatchPosition>,
}

/// The output of a step, and the records that the step could not process.
pub(crate) struct StepResult<T> {
    pub(crate) output: T,
    pub(crate) failures: BatchItemFailures,
}

impl BatchItemFailures {
    /// One record failed. Logs the error.
    pub(crate) fn record(position: BatchPosition, error: &StoreError) -> Self {
        error!(batch.position = position.0, %error, "a record was not processed and will be sent again");
        Self { lowest: Some(position) }
    }

    /// A step failed that belongs to no single record: all records have to be sent again. Logs the error.
    pub(crate) fn whole_batch(error: &StoreError) -> Self {
        error!(%error, "a batch was not processed to its end and will be sent again");
        Self { lowest: Some(BatchPosition(0)) }
    }

    pub(crate) fn is_empty(self) -> bool {
        self.lowest.is_none()
    }

    /// Lambda's form of the failures. `sequence_numbers` are those of the batch's records.
    pub(crate) fn response(self, sequence_numbers: Vec<Option<String>>) -> DynamoDbEventResponse {
        let mut response = DynamoDbEventResponse::default();
        let lowest =
            self.lowest.and_then(|BatchPosition(position)| sequence_numbers.into_iter().nth(position).flatten());
        if let Some(sequence_number) = lowest {
            let mut failure = DynamoDbBatchItemFailure::default();
            failure.item_identifier = Some(sequence_number);
            response.batch_item_failures.push(failure);
        }
        response
    }
}

impl FromIterator<Self> for BatchItemFailures {
    fn from_iter<I: IntoIterator<Item = Self>>(failures: I) -> Self {
        Self { lowest: failures.into_iter().filter_map(|failures| failures.lowest).min() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed_sequence_numbers(failures: impl IntoIterator<Item = BatchItemFailures>) -> Vec<Option<String>> {
        let sequence_numbers = ["100", "101", "102"].map(|number| Some(number.to_owned())).to_vec();
        let failures: BatchItemFailures = failures.into_iter().collect();
        let response = failures.response(sequence_numbers);
        response.batch_item_failures.into_iter().map(|failure| failure.item_identifier).collect()
    }

    #[test]
    fn only_the_lowest_failed_sequence_number_is_reported() {
        let failed = |position| BatchItemFailures::record(BatchPosition(position), &StoreError::Contended("a row"));
        assert_eq!(failed_sequence_numbers([]), []);
        assert_eq!(failed_sequence_numbers([failed(2)]), [Some("102".to_owned())]);
        assert_eq!(
            failed_sequence_numbers([failed(2), BatchItemFailures::default(), failed(1)]),
            [Some("101".to_owned())]
        );
    }

    #[test]
    fn failure_of_the_whole_batch_reports_its_first_record() {
        let failures = [BatchItemFailures::whole_batch(&StoreError::Contended("a row"))];
        assert_eq!(failed_sequence_numbers(failures), [Some("100".to_owned())]);
    }
}
