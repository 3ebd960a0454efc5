//! The result of a batch, by the rules of `ReportBatchItemFailures`.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html>

use serde_json::Value;

use crate::lambda::InvocationError;

/// Which records of a batch are done.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum BatchResult {
    /// All records are done.
    Done,
    /// Every record before this index is done; the others are sent again.
    FailedFrom(usize),
}

impl BatchResult {
    /// The result of an invocation; `sequences` are the batch's sequence numbers in order.
    pub(super) fn of<'a>(
        outcome: &Result<Value, InvocationError>,
        sequences: impl Iterator<Item = &'a str> + Clone,
    ) -> Self {
        let Ok(response) = outcome else {
            return Self::FailedFrom(0);
        };
        match response.get("batchItemFailures") {
            None | Some(Value::Null) => Self::Done,
            Some(Value::Array(failures)) if failures.is_empty() => Self::Done,
            Some(Value::Array(failures)) => {
                let index_of = |failure: &Value| {
                    let id = failure.get("itemIdentifier")?.as_str()?;
                    sequences.clone().position(|sequence| sequence == id)
                };
                // An unknown identifier fails the whole batch.
                let lowest = failures.iter().map(|failure| index_of(failure).unwrap_or(0)).min();
                Self::FailedFrom(lowest.unwrap_or(0))
            }
            Some(_) => Self::FailedFrom(0),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn result(outcome: Result<Value, InvocationError>) -> BatchResult {
        BatchResult::of(&outcome, ["10", "11", "12"].into_iter())
    }

    fn failures(ids: &[&str]) -> Result<Value, InvocationError> {
        Ok(json!({"batchItemFailures": ids.iter().map(|id| json!({"itemIdentifier": id})).collect::<Vec<_>>()}))
    }

    #[test]
    fn response_without_failures_is_a_success() {
        for response in [json!(null), json!({}), json!({"batchItemFailures": null}), json!({"batchItemFailures": []})] {
            assert_eq!(result(Ok(response)), BatchResult::Done);
        }
    }

    #[test]
    fn lowest_failed_sequence_number_decides() {
        assert_eq!(result(failures(&["12", "11"])), BatchResult::FailedFrom(1));
        assert_eq!(result(failures(&["12"])), BatchResult::FailedFrom(2));
    }

    #[test]
    fn failed_invocation_or_invalid_response_fails_the_whole_batch() {
        assert_eq!(result(Err(InvocationError::Panicked { message: String::new() })), BatchResult::FailedFrom(0));
        assert_eq!(result(failures(&["12", "99"])), BatchResult::FailedFrom(0));
        assert_eq!(result(failures(&[""])), BatchResult::FailedFrom(0));
        for item in [json!({"itemIdentifier": null}), json!({"id": "12"}), json!("12")] {
            assert_eq!(result(Ok(json!({"batchItemFailures": [item]}))), BatchResult::FailedFrom(0));
        }
        assert_eq!(result(Ok(json!({"batchItemFailures": "12"}))), BatchResult::FailedFrom(0));
    }
}
