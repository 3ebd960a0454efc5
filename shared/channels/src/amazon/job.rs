//! FEED_PROCESSING_FINISHED and REPORT_PROCESSING_FINISHED: Amazon has finished a job of the seller.
//!
//! Fields: <https://github.com/amzn/selling-partner-api-models/tree/main/schemas/notifications>,
//! `FeedProcessingFinishedNotification.json` and `ReportProcessingFinishedNotification.json`.

use domain::state::job::{Job, JobStatus};
use domain::state::{Change, SnapshotChange};
use domain::subject::{Kind, Subject};
use types::text::shortened;
use types::time::Time;

use crate::lenient::Fields;
use crate::{NormalizeError, NormalizedEvent};

/// The longest document id, in characters; a longer one is cut.
const MAX_DOCUMENT_ID_CHARS: usize = 300;

/// A finished feed.
pub(super) fn feed(fields: &Fields<'_>, at: Time) -> Result<NormalizedEvent, NormalizeError> {
    let id = fields.required_id("feedId", &["feedId"])?;
    let job = job(fields, &["feedType"], &["resultFeedDocumentId"]);
    Ok(event("Feed", id, job, at, Kind::Feed, Change::Feed))
}

/// A finished report.
pub(super) fn report(fields: &Fields<'_>, at: Time) -> Result<NormalizedEvent, NormalizeError> {
    let id = fields.required_id("reportId", &["reportId"])?;
    let job = job(fields, &["reportType"], &["reportDocumentId"]);
    Ok(event("Report", id, job, at, Kind::Report, Change::Report))
}

/// The job; `None` without a status, which is what the notification reports.
fn job(fields: &Fields<'_>, job_type: &[&str], document: &[&str]) -> Option<Job> {
    let status = JobStatus(fields.text(&["processingStatus"])?);
    let document = fields.whole_text(document);
    Some(Job {
        job_type: fields.text(job_type).unwrap_or_default(),
        status,
        document_id: document.map(|document| shortened(&document, MAX_DOCUMENT_ID_CHARS)),
    })
}

fn event(
    noun: &str,
    id: String,
    job: Option<Job>,
    at: Time,
    kind: Kind,
    change: fn(SnapshotChange<Job>) -> Change,
) -> NormalizedEvent {
    let Some(job) = job else {
        return NormalizedEvent::unchanged(Subject::of(kind, &id), at, format!("{noun} {id}: no status"));
    };
    let separator = if job.job_type.is_empty() { "" } else { ", " };
    let summary = format!("{noun} {id}: {}{separator}{}", job.job_type, job.status.0);
    NormalizedEvent::of(change(SnapshotChange::of(id, at, job)), summary)
}
