//! One pass of a request: done, or once more.

use channels::NormalizeError;
use domain::delivery::DeliveryMetadata;
use domain::privacy::PrivacyRequest;
use store::StoreError;
use store::replays::Replay;
use tracing::error;

use super::Pass;

/// What came of a pass.
#[derive(Debug)]
pub(crate) enum Ran {
    /// Nothing is left to be redacted; so many deliveries were, by all passes.
    Done(u64),
    /// It goes on with the request's own replay; so many were redacted so far.
    GoesOn(u64),
    /// It has to wait for a person.
    Refused(NormalizeError),
}

impl Pass<'_> {
    /// Works on a request for redaction for as long as the pass may last.
    ///
    /// # Errors
    /// [`StoreError`]; then it has to come again.
    pub(crate) async fn run(&self, request: &DeliveryMetadata, asks: &PrivacyRequest) -> Result<Ran, StoreError> {
        match Box::pin(self.try_to_run(request, asks)).await {
            // It will be as unreadable at the next try: a person has to look at it, and nobody else has to wait.
            Err(StoreError::Unreadable { table, detail }) => {
                error!(table, detail, "what has to be redacted cannot be read");
                Ok(Ran::Refused(NormalizeError::new("state_unreadable", format!("a row of {table} cannot be read"))))
            }
            ran => ran,
        }
    }

    async fn try_to_run(&self, request: &DeliveryMetadata, asks: &PrivacyRequest) -> Result<Ran, StoreError> {
        let (integration, list) = (&request.key.integration, &self.redaction.list);
        if *asks == PrivacyRequest::RedactShop
            && let Some(refusal) = Box::pin(self.still_installed(request)).await?
        {
            return Ok(Ran::Refused(refusal));
        }
        let mut progress = list.progress(integration, request.event_id).await?;
        let step = match asks {
            PrivacyRequest::DataExport(_) => return Ok(Ran::Done(0)),
            PrivacyRequest::RedactCustomer(person) => Box::pin(self.customer(request, person, &mut progress)).await?,
            PrivacyRequest::RedactShop => Box::pin(self.shop(request, &mut progress)).await?,
        };
        progress.redacted += step.redacted;
        progress.found_in_round += step.redacted;
        let is_done = !step.unfinished && progress.end_round();
        list.note(integration, request.event_id, &progress, self.joins.clock.now()).await?;
        if is_done {
            // The last to be redacted is the request, which names the customer.
            self.redact(&request.key).await?;
            return Ok(Ran::Done(progress.redacted));
        }
        match self.redaction.replays.ask(&request.key, self.joins.clock.now()).await? {
            Replay::Asked { .. } => Ok(Ran::GoesOn(progress.redacted)),
            Replay::Gone => Ok(Ran::Refused(NormalizeError::new("gone", "the request has expired before it was done"))),
        }
    }
}
