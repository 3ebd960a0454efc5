//! FEED_PROCESSING_FINISHED and REPORT_PROCESSING_FINISHED: the ends of work that Amazon did for the seller.
//!
//! Fields: <https://github.com/amzn/selling-partner-api-models/tree/main/schemas/notifications>,
//! `FeedProcessingFinishedNotification.json` and `ReportProcessingFinishedNotification.json`.

use domain::state::job::{Job, JobStatus};
use domain::state::{Change, SnapshotChange};
use serde::Deserialize;
use types::text::shortened;

use super::{Envelope, not_documented};
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

/// The longest words of Amazon's that are kept, in characters.
const LONGEST_WORD: usize = 100;
/// The longest document id that is kept, in characters.
const LONGEST_DOCUMENT: usize = 300;

/// A feed.
pub(super) fn feed(payload: FeedPayload, envelope: &Envelope<'_>) -> Result<NormalizedEvent, NormalizeError> {
    let Feed { feed_id, feed_type, processing_status, result_feed_document_id: document } =
        payload.feed_processing_finished_notification;
    let change = change(feed_id, &feed_type, &processing_status, document.as_deref(), envelope)?;
    let summary = format!("Feed {}: {}", change.id, words(&change.snapshot));
    Ok(NormalizedEvent::of(Change::Feed(change), summary))
}

/// A report.
pub(super) fn report(payload: ReportPayload, envelope: &Envelope<'_>) -> Result<NormalizedEvent, NormalizeError> {
    let Report { report_id, report_type, processing_status, report_document_id: document } =
        payload.report_processing_finished_notification;
    let change = change(report_id, &report_type, &processing_status, document.as_deref(), envelope)?;
    let summary = format!("Report {}: {}", change.id, words(&change.snapshot));
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
        job_type: shortened(job_type, LONGEST_WORD),
        status: JobStatus(shortened(status, LONGEST_WORD)),
        document_id: document.map(|document| shortened(document, LONGEST_DOCUMENT)),
    };
    let at = envelope.event_time.ok_or_else(|| not_documented(envelope, "it has no time"))?;
    Ok(SnapshotChange { id: id.into(), at, snapshot })
}

fn words(job: &Job) -> String {
    format!("{}, {}", job.job_type, job.status.0)
}
