//! FEED_PROCESSING_FINISHED and REPORT_PROCESSING_FINISHED: Amazon has finished a job of the seller.
//!
//! Fields: <https://github.com/amzn/selling-partner-api-models/tree/main/schemas/notifications>,
//! `FeedProcessingFinishedNotification.json` and `ReportProcessingFinishedNotification.json`.

use domain::state::job::{Job, JobStatus};
use domain::state::{Change, SnapshotChange};
use serde::Deserialize;
use types::text::shortened;

use super::envelope::Envelope;
use super::required_event_time;
use crate::{Id, NormalizeError, NormalizedEvent};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FeedPayload {
    #[serde(alias = "FeedProcessingFinishedNotification")]
    feed_processing_finished_notification: Feed,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Feed {
    feed_id: Id,
    feed_type: String,
    processing_status: String,
    result_feed_document_id: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ReportPayload {
    #[serde(alias = "ReportProcessingFinishedNotification")]
    report_processing_finished_notification: Report,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    report_id: Id,
    report_type: String,
    processing_status: String,
    report_document_id: Option<String>,
}

/// The longest type and status of a job, in characters; longer text is cut.
const MAX_STATUS_CHARS: usize = 100;
/// The longest document id, in characters; a longer one is cut.
const MAX_DOCUMENT_ID_CHARS: usize = 300;

/// A finished feed.
pub(super) fn feed(payload: FeedPayload, envelope: &Envelope<'_>) -> Result<NormalizedEvent, NormalizeError> {
    let Feed { feed_id, feed_type, processing_status, result_feed_document_id: document } =
        payload.feed_processing_finished_notification;
    let change = change(feed_id, &feed_type, &processing_status, document.as_deref(), envelope)?;
    let summary = format!("Feed {}: {}", change.id, type_and_status(&change.snapshot));
    Ok(NormalizedEvent::of(Change::Feed(change), summary))
}

/// A finished report.
pub(super) fn report(payload: ReportPayload, envelope: &Envelope<'_>) -> Result<NormalizedEvent, NormalizeError> {
    let Report { report_id, report_type, processing_status, report_document_id: document } =
        payload.report_processing_finished_notification;
    let change = change(report_id, &report_type, &processing_status, document.as_deref(), envelope)?;
    let summary = format!("Report {}: {}", change.id, type_and_status(&change.snapshot));
    Ok(NormalizedEvent::of(Change::Report(change), summary))
}

fn change(
    id: Id,
    job_type: &str,
    status: &str,
    document: Option<&str>,
    envelope: &Envelope<'_>,
) -> Result<SnapshotChange<Job>, NormalizeError> {
    let snapshot = Job {
        job_type: shortened(job_type, MAX_STATUS_CHARS),
        status: JobStatus(shortened(status, MAX_STATUS_CHARS)),
        document_id: document.map(|document| shortened(document, MAX_DOCUMENT_ID_CHARS)),
    };
    Ok(SnapshotChange::of(id, required_event_time(envelope)?, snapshot))
}

fn type_and_status(job: &Job) -> String {
    format!("{}, {}", job.job_type, job.status.0)
}
