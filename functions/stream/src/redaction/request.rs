//! One run of a request for a redaction.

use channels::NormalizeError;
use domain::delivery::DeliveryMetadata;
use domain::privacy::PrivacyRequest;
use store::StoreError;
use store::replays::ReplayResult;
use tracing::error;

use super::customer::redact_customer;
use super::delivery::redact_delivery;
use super::run::RedactionRun;
use super::shop::{installed_error, redact_shop};

/// The status of a request after a run. `redacted` counts the deliveries that all its runs have redacted.
#[derive(Debug)]
pub(super) enum RunStatus {
    /// Nothing is left to be redacted.
    Complete { redacted: u64 },
    /// The request continues with its own replay.
    Continued { redacted: u64 },
    /// A person has to look at it.
    Rejected(NormalizeError),
}

/// Works on a request for as long as the run may last.
///
/// # Errors
/// [`StoreError`]: the record has to be sent again.
pub(super) async fn run_request(
    run: &RedactionRun<'_>,
    delivery: &DeliveryMetadata,
    request: &PrivacyRequest,
) -> Result<RunStatus, StoreError> {
    match Box::pin(try_request(run, delivery, request)).await {
        // A retry would not help, and other deliveries would have to wait.
        Err(StoreError::Unreadable { table, detail }) => {
            error!(table, detail, "a row that has to be redacted cannot be read");
            let error = NormalizeError::new("state_unreadable", format!("a row of {table} cannot be read"));
            Ok(RunStatus::Rejected(error))
        }
        status => status,
    }
}

async fn try_request(
    run: &RedactionRun<'_>,
    delivery: &DeliveryMetadata,
    request: &PrivacyRequest,
) -> Result<RunStatus, StoreError> {
    let (integration, redactions) = (&delivery.key.integration, &run.stores.redactions);
    if *request == PrivacyRequest::RedactShop
        && let Some(error) = Box::pin(installed_error(run, delivery)).await?
    {
        return Ok(RunStatus::Rejected(error));
    }
    let mut progress = redactions.progress(integration, delivery.event_id).await?;
    let part = match request {
        PrivacyRequest::DataExport(_) => return Ok(RunStatus::Complete { redacted: 0 }),
        PrivacyRequest::RedactCustomer(customer) => {
            Box::pin(redact_customer(run, delivery, customer, &mut progress)).await?
        }
        PrivacyRequest::RedactShop => Box::pin(redact_shop(run, delivery, &mut progress)).await?,
    };
    progress.redacted += part.redacted;
    progress.found_in_round += part.redacted;
    let is_complete = !part.is_unfinished && progress.end_round();
    redactions.save_progress(integration, delivery.event_id, &progress, run.context.clock.now()).await?;
    if is_complete {
        // The request itself names the customer. It is needed until all else is redacted.
        redact_delivery(run, &delivery.key).await?;
        return Ok(RunStatus::Complete { redacted: progress.redacted });
    }
    match run.stores.replays.request(&delivery.key, run.context.clock.now()).await? {
        ReplayResult::Requested { .. } => Ok(RunStatus::Continued { redacted: progress.redacted }),
        ReplayResult::Gone => Ok(RunStatus::Rejected(NormalizeError::new(
            "gone",
            "the request expired before the redaction was complete",
        ))),
    }
}
