//! The log line of a processed delivery.

use domain::event_summary::{EventSummary, Status};
use domain::state::Change;
use domain::subject::Kind;
use tracing::{info, warn};

use crate::delivery_record::{DeliveryRecord, DeliveryState};

/// Logs the result of processing `record`. `event` is its row in the table, which a later replay may have written.
pub(super) fn log_processed(record: &DeliveryRecord, event: &EventSummary) {
    let integration = &event.integration;
    let topic = if event.topic.is_empty() { "without a topic" } else { &event.topic };
    match event.status {
        Status::Failed => {
            let code = error_code(record);
            let failure = failure(&record.state);
            warn!(%integration, event.id = %event.id, code, "webhook {topic}: {failure}");
        }
        Status::Processed => {
            let result = result(record.changes());
            info!(%integration, event.id = %event.id, "webhook {topic}: {result}");
        }
    }
}

fn error_code(record: &DeliveryRecord) -> &'static str {
    let is_redacted = matches!(record.state, DeliveryState::BodyRedacted);
    record.error().map_or(if is_redacted { "redacted" } else { "unknown" }, |error| error.code)
}

/// The step that failed.
pub(super) fn failure(state: &DeliveryState) -> &'static str {
    match state {
        DeliveryState::NotApplied { .. } => "projection failed",
        DeliveryState::RedactionRejected { .. } => "redaction rejected",
        _ => "normalization failed",
    }
}

/// The result of applying `changes`.
pub(super) fn result(changes: &[Change]) -> String {
    match changes {
        [] => "kept".to_owned(),
        [change] => {
            let subject = change.subject();
            let profit = if subject.kind() == Kind::Order { " and recomputed profit" } else { "" };
            format!("upserted {} {}{profit}", subject.kind().name(), subject.id())
        }
        several => format!("upserted {} subjects", several.len()),
    }
}
