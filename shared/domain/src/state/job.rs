//! Work that a channel does for a seller and tells the end of: feeds and reports.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::lww_register::TieBreak;

/// A feed or a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Job {
    /// The channel's word for what kind of work it is, such as `JSON_LISTINGS_FEED`.
    pub job_type: String,
    /// How it ended.
    pub status: JobStatus,
    /// Where the result is found, if there is one.
    pub document_id: Option<String>,
}

/// The channel's word for how it ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct JobStatus(pub String);

/// A word that is not known here is the least.
const STEPS: [&str; 5] = ["IN_QUEUE", "IN_PROGRESS", "DONE", "CANCELLED", "FATAL"];

/// The end over what comes before it.
impl TieBreak for Job {
    fn rank(&self) -> Decimal {
        STEPS.iter().position(|step| *step == self.status.0).map_or(0, |place| place + 1).into()
    }
}
