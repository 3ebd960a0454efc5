//! Feeds and reports: jobs that a channel runs for a seller and whose result it announces.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::lww_register::TieBreak;

/// A feed or a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Job {
    /// The channel's name of the kind of job, such as `JSON_LISTINGS_FEED`.
    pub job_type: String,
    /// The channel's status of the job.
    pub status: JobStatus,
    /// The id of the result's document, if there is one.
    pub document_id: Option<String>,
}

/// A job's status, as the channel writes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct JobStatus(pub String);

/// Statuses in the order of a tie-break; an unknown status ranks lowest.
const STATUS_STEPS: [&str; 5] = ["IN_QUEUE", "IN_PROGRESS", "DONE", "CANCELLED", "FATAL"];

/// A final status wins over an earlier one.
impl TieBreak for Job {
    fn tie_break(&self) -> Decimal {
        STATUS_STEPS.iter().position(|step| *step == self.status.0).map_or(0, |position| position + 1).into()
    }
}
