//! The search for a customer's identifiers in the bodies of the deliveries that are not found through an order.

use domain::delivery::DeliveryKey;
use domain::integration::IntegrationId;
use domain::privacy::PiiMatcher;
use domain::subject::Subject;
use store::StoreError;
use store::events::Event;
use types::concurrency::bounded;
use types::event_id::EventId;

use super::delivery::redact_delivery;
use super::run::{EVENTS_PER_PAGE, MAX_CONCURRENT_DELIVERIES, PartResult, RedactionRun, TimeLimit};

/// Which deliveries are searched for which identifiers.
pub(super) struct BodySearch<'a> {
    pub(super) integration: &'a IntegrationId,
    /// `None` for the events without a subject.
    pub(super) subject: Option<&'a Subject>,
    pub(super) matcher: &'a PiiMatcher,
    /// The event of the request itself, which is needed until the redaction is complete.
    pub(super) excluded: EventId,
}

/// Redacts the deliveries after event `searched` that contain an identifier of the customer; advances `searched` to the
/// last event that was searched.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn search_bodies(
    run: &RedactionRun<'_>,
    search: &BodySearch<'_>,
    searched: &mut Option<EventId>,
) -> Result<PartResult, StoreError> {
    let mut parts = Vec::new();
    for number in 0.. {
        if TimeLimit::of_part(number).is_over(run) {
            parts.push(PartResult::UNFINISHED);
            break;
        }
        let BodySearch { integration, subject, excluded, matcher } = search;
        let (events, next) =
            run.stores.events.page_of_subject(integration, *subject, *searched, EVENTS_PER_PAGE).await?;
        let others = events.iter().filter(|event| event.summary.id != *excluded);
        let keys: Vec<_> = others.map(Event::delivery_key).collect();
        let redactions = keys.iter().map(|key| redact_matching(run, key, matcher)).collect();
        for is_redacted in bounded(MAX_CONCURRENT_DELIVERIES, redactions).await {
            parts.push(PartResult::of_delivery(is_redacted?));
        }
        *searched = next.or(events.last().map(|event| event.summary.id)).or(*searched);
        if next.is_none() {
            break;
        }
    }
    Ok(parts.into_iter().sum())
}

async fn redact_matching(run: &RedactionRun<'_>, key: &DeliveryKey, matcher: &PiiMatcher) -> Result<bool, StoreError> {
    let deliveries = &run.stores.deliveries;
    let Some(row) = deliveries.head(key).await? else { return Ok(false) };
    if row.is_redacted() {
        return Ok(false);
    }
    let body = deliveries.body(&row).await?;
    let is_match = row.is_half_redacted() || body.is_some_and(|body| matcher.matches(&body));
    if is_match { redact_delivery(run, key).await } else { Ok(false) }
}
