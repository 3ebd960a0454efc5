//! The redaction of all data of a shop, while the app is not installed.

use std::collections::BTreeSet;

use channels::NormalizeError;
use domain::delivery::DeliveryMetadata;
use domain::event_summary::{EventSummary, Status};
use domain::state::State;
use domain::subject::{Kind, Subject};
use store::StoreError;
use store::events::Event;
use store::ledger::{RedactionProgress, RedactionTarget, SubjectKey};
use types::concurrency::bounded;
use types::event_id::EventId;
use types::time::{DAY_MS, Time};

use super::delivery::redact_delivery;
use super::order::redact_joined_subjects;
use super::run::{MAX_CONCURRENT_DELIVERIES, MAX_CONCURRENT_ORDERS, PartResult, RedactionRun, TimeLimit};

/// The most events since the uninstallation that are read. A shop that has sent more has installed the app again.
const MAX_EVENTS_SINCE_UNINSTALL: i32 = 1_000;

/// The events that are redacted before the progress advances. From the second page on, the first event of a page is the
/// last one of the page before.
const EVENTS_PER_SHOP_PAGE: i32 = 10;

/// The error of a request that comes while the app is installed; `None` if the shop may be redacted.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn installed_error(
    run: &RedactionRun<'_>,
    request: &DeliveryMetadata,
) -> Result<Option<NormalizeError>, StoreError> {
    let integration = &request.key.integration;
    let shop = Subject::of(Kind::Shop, &request.account);
    let Some(uninstalled_at) = uninstalled_at(run, request, &shop).await? else {
        return Ok(Some(still_installed("Storebell has processed no uninstallation of the app by this shop")));
    };
    let since = EventId::first_of(uninstalled_at);
    let events = run.stores.events.newest(integration, since, EventId::MAX, MAX_EVENTS_SINCE_UNINSTALL).await?;
    let is_truncated = events.len() >= usize::try_from(MAX_EVENTS_SINCE_UNINSTALL).unwrap_or_default();
    let is_reinstalled =
        is_truncated || events.iter().any(|event| shows_reinstallation(&event.summary, uninstalled_at));
    Ok(is_reinstalled.then(|| still_installed("the shop has sent newer data since it uninstalled the app")))
}

async fn uninstalled_at(
    run: &RedactionRun<'_>,
    request: &DeliveryMetadata,
    shop: &Subject,
) -> Result<Option<Time>, StoreError> {
    let stored = run.context.states.load(&request.key.integration, shop).await?;
    Ok(stored.and_then(|stored| match stored.state {
        State::Shop(shop) => shop.latest().filter(|(_, shop)| shop.uninstalled).map(|(at, _)| at),
        _ => None,
    }))
}

/// Redacts the shop's deliveries, the oldest first, and its orders' joined subjects, as far as the run's time allows;
/// advances `progress`. The list of redactions contains the shop with the current time, since the app is uninstalled by
/// now: everything that happened before has to be redacted, even if its delivery arrives later.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn redact_shop(
    run: &RedactionRun<'_>,
    request: &DeliveryMetadata,
    progress: &mut RedactionProgress,
) -> Result<PartResult, StoreError> {
    let (integration, now) = (&request.key.integration, run.context.clock.now());
    run.stores.redactions.add(integration, &RedactionTarget::Shop, request.event_id, now).await?;
    let mut parts = Vec::new();
    for number in 0.. {
        let limit = TimeLimit::of_part(number);
        if limit.is_over(run) {
            parts.push(PartResult::UNFINISHED);
            break;
        }
        let searched = progress.searched.get(integration).copied();
        let first = searched.unwrap_or(EventId::first_of(Time::from_millis(0).unwrap_or(request.received_at)));
        let events = run.stores.events.oldest(integration, first, EVENTS_PER_SHOP_PAGE).await?;
        let is_last_page = events.len() < usize::try_from(EVENTS_PER_SHOP_PAGE).unwrap_or_default();
        let excluded = [searched, Some(request.event_id)];
        let to_redact = events.iter().filter(|event| !excluded.contains(&Some(event.summary.id)));
        let part = redact_events(run, to_redact, limit).await?;
        parts.push(part);
        if part.is_unfinished {
            // The next run starts with this page again, since the joined subjects were not redacted completely.
            break;
        }
        progress.searched.extend(events.last().map(|event| (integration.clone(), event.summary.id)));
        if is_last_page {
            break;
        }
    }
    Ok(parts.into_iter().sum())
}

/// Redacts the deliveries of these events, and the joined subjects of their orders.
async fn redact_events(
    run: &RedactionRun<'_>,
    events: impl Iterator<Item = &Event>,
    limit: TimeLimit,
) -> Result<PartResult, StoreError> {
    let events: Vec<_> = events.collect();
    let keys: Vec<_> = events.iter().map(|event| event.delivery_key()).collect();
    let mut parts = Vec::new();
    let redactions = keys.iter().map(|key| redact_delivery(run, key)).collect();
    for is_redacted in bounded(MAX_CONCURRENT_DELIVERIES, redactions).await {
        parts.push(PartResult::of_delivery(is_redacted?));
    }
    let order = |event: &&Event| {
        let subject = event.summary.subject.clone().filter(|subject| subject.kind() == Kind::Order)?;
        Some(SubjectKey { integration: event.summary.integration.clone(), subject })
    };
    let orders: BTreeSet<_> = events.iter().filter_map(order).collect();
    let redactions = orders.iter().map(|order| redact_joined_subjects(run, order, limit)).collect();
    for part in bounded(MAX_CONCURRENT_ORDERS, redactions).await {
        parts.push(part?);
    }
    Ok(parts.into_iter().sum())
}

fn still_installed(message: &str) -> NormalizeError {
    NormalizeError::new("still_installed", message)
}

/// Whether something in this event happened after the uninstallation. An event without a source time may have been sent
/// before it, since Shopify retries a webhook for four hours
/// (<https://shopify.dev/changelog/updates-to-webhook-retry-mechanism>); so it counts only a day after the
/// uninstallation.
fn shows_reinstallation(event: &EventSummary, uninstalled_at: Time) -> bool {
    let is_about_shop = event.subject.as_ref().is_none_or(|subject| subject.kind() == Kind::Shop);
    let is_relevant = event.status == Status::Processed && !is_about_shop;
    let Some(occurred_at) = event.occurred_at.filter(|_| is_relevant) else { return false };
    let has_source_time = occurred_at != event.received_at;
    occurred_at.plus_millis(if has_source_time { 0 } else { -DAY_MS }) > uninstalled_at
}
