//! What an invocation's outcome says about its batch, by the rules of `ReportBatchItemFailures`.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html>

use serde_json::Value;

use crate::lambda::Failure;

/// What is to become of a batch.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// All of it is done.
    Done,
    /// Everything before this index is done; from it on, the batch is to be sent again.
    FailedFrom(usize),
}

/// Judges an outcome; `sequences` are the batch's sequence numbers in order.
pub(super) fn judge<'a>(outcome: &Result<Value, Failure>, sequences: impl Iterator<Item = &'a str> + Clone) -> Verdict {
    let Ok(answer) = outcome else {
        return Verdict::FailedFrom(0);
    };
    match answer.get("batchItemFailures") {
        None | Some(Value::Null) => Verdict::Done,
        Some(Value::Array(failures)) if failures.is_empty() => Verdict::Done,
        Some(Value::Array(failures)) => {
            let index_of = |failure: &Value| {
                let id = failure.get("itemIdentifier")?.as_str()?;
                sequences.clone().position(|sequence| sequence == id)
            };
            // An identifier that is none of the batch's fails the whole of it.
            let lowest = failures.iter().map(|failure| index_of(failure).unwrap_or(0)).min();
            Verdict::FailedFrom(lowest.unwrap_or(0))
        }
        Some(_) => Verdict::FailedFrom(0),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn judged(outcome: Result<Value, Failure>) -> Verdict {
        judge(&outcome, ["10", "11", "12"].into_iter())
    }

    fn failures(ids: &[&str]) -> Result<Value, Failure> {
        Ok(json!({"batchItemFailures": ids.iter().map(|id| json!({"itemIdentifier": id})).collect::<Vec<_>>()}))
    }

    #[test]
    fn an_answer_without_failures_is_a_success_in_all_its_shapes() {
        for answer in [json!(null), json!({}), json!({"batchItemFailures": null}), json!({"batchItemFailures": []})] {
            assert_eq!(judged(Ok(answer)), Verdict::Done);
        }
    }

    #[test]
    fn the_lowest_failed_sequence_number_counts() {
        assert_eq!(judged(failures(&["12", "11"])), Verdict::FailedFrom(1));
        assert_eq!(judged(failures(&["12"])), Verdict::FailedFrom(2));
    }

    #[test]
    fn a_failed_invocation_or_an_answer_that_makes_no_sense_fails_the_whole_batch() {
        assert_eq!(judged(Err(Failure::Panicked { message: String::new() })), Verdict::FailedFrom(0));
        assert_eq!(judged(failures(&["12", "99"])), Verdict::FailedFrom(0));
        assert_eq!(judged(failures(&[""])), Verdict::FailedFrom(0));
        for item in [json!({"itemIdentifier": null}), json!({"id": "12"}), json!("12")] {
            assert_eq!(judged(Ok(json!({"batchItemFailures": [item]}))), Verdict::FailedFrom(0));
        }
        assert_eq!(judged(Ok(json!({"batchItemFailures": "12"}))), Verdict::FailedFrom(0));
    }
}
