//! Everything of a shop, while it is uninstalled.

use std::collections::BTreeSet;

use channels::NormalizeError;
use domain::delivery::DeliveryMetadata;
use domain::event_summary::{EventSummary, Status};
use domain::state::State;
use domain::subject::{Kind, Subject};
use store::StoreError;
use store::events::Event;
use store::ledger::{Progress, Redacted, SubjectKey};
use types::concurrency::bounded;
use types::event_id::EventId;
use types::time::{DAY_MS, Time};

use super::{DELIVERIES_AT_ONCE, Limit, ORDERS_AT_ONCE, Pass, Step};

/// The most events since the shop has left that are looked at: one that sends more is there.
const MOST_SINCE: i32 = 1_000;

/// How many events are worked on before it is noted how far the pass came. From the second portion on, one of them is the
/// last of the portion before.
const PORTION: i32 = 10;

impl Pass<'_> {
    /// Why the shop may not be redacted now, if it is so.
    pub(super) async fn still_installed(
        &self,
        request: &DeliveryMetadata,
    ) -> Result<Option<NormalizeError>, StoreError> {
        let integration = &request.key.integration;
        let shop = Subject::of(Kind::Shop, &request.account);
        let Some(left_at) = self.left_at(request, &shop).await? else {
            return Ok(Some(refusal("the shop has not uninstalled the app, as far as is known")));
        };
        let since = EventId::first_of(left_at);
        let events = self.redaction.events.newest(integration, since, EventId::MAX, MOST_SINCE).await?;
        let too_many = events.len() >= usize::try_from(MOST_SINCE).unwrap_or_default();
        let is_back = too_many || events.iter().any(|event| shows_it_back(&event.line, left_at));
        Ok(is_back.then(|| refusal("the shop has sent something newer since it uninstalled the app")))
    }

    async fn left_at(&self, request: &DeliveryMetadata, shop: &Subject) -> Result<Option<Time>, StoreError> {
        let stored = self.joins.states.load(&request.key.integration, shop).await?;
        Ok(stored.and_then(|stored| match stored.state {
            State::Shop(shop) => shop.latest().filter(|(_, shop)| shop.uninstalled).map(|(at, _)| at),
            _ => None,
        }))
    }

    /// One pass over the shop's deliveries, the oldest first, and over what belongs to its orders. It is uninstalled now:
    /// whatever has happened up to now is meant, also if it comes later.
    pub(super) async fn shop(&self, request: &DeliveryMetadata, progress: &mut Progress) -> Result<Step, StoreError> {
        let integration = &request.key.integration;
        self.redaction.list.add(integration, &Redacted::Shop, request.event_id, self.joins.clock.now()).await?;
        let mut steps = Vec::new();
        for number in 0.. {
            let limit = Limit::of_part(number);
            if limit.is_over(self) {
                steps.push(Step::UNFINISHED);
                break;
            }
            let from = progress.searched.get(integration).copied();
            let first = from.unwrap_or(EventId::first_of(Time::from_millis(0).unwrap_or(request.received_at)));
            let read = self.redaction.events.from(integration, first, PORTION).await?;
            let ended = read.len() < usize::try_from(PORTION).unwrap_or_default();
            let besides = [from, Some(request.event_id)];
            let step = self.portion(read.iter().filter(|event| !besides.contains(&Some(event.line.id))), limit).await?;
            steps.push(step);
            if step.unfinished {
                // What belongs to these orders was not looked through to the end: the next pass begins with them.
                break;
            }
            progress.searched.extend(read.last().map(|event| (integration.clone(), event.line.id)));
            if ended {
                break;
            }
        }
        Ok(steps.into_iter().sum())
    }

    async fn portion(&self, events: impl Iterator<Item = &Event>, limit: Limit) -> Result<Step, StoreError> {
        let events: Vec<_> = events.collect();
        let keys: Vec<_> = events.iter().map(|event| event.delivery_key()).collect();
        let mut steps = Vec::new();
        for redacted in bounded(DELIVERIES_AT_ONCE, keys.iter().map(|key| self.redact(key)).collect()).await {
            steps.push(Step::of(redacted?));
        }
        let order = |event: &&Event| {
            let subject = event.line.subject.clone().filter(|subject| subject.kind() == Kind::Order)?;
            Some(SubjectKey { integration: event.line.integration.clone(), subject })
        };
        let orders: BTreeSet<_> = events.iter().filter_map(order).collect();
        let belongings = orders.iter().map(|order| self.belongings(order, limit)).collect();
        for done in bounded(ORDERS_AT_ONCE, belongings).await {
            steps.push(done?);
        }
        Ok(steps.into_iter().sum())
    }
}

fn refusal(message: &str) -> NormalizeError {
    NormalizeError::new("still_installed", message)
}

/// Whether an event tells of something that happened after the shop had left. What has no time of the sender's may have
/// been on its way: Shopify tries for four hours (<https://shopify.dev/changelog/updates-to-webhook-retry-mechanism>).
fn shows_it_back(line: &EventSummary, left_at: Time) -> bool {
    let of_the_shop = line.subject.as_ref().is_none_or(|subject| subject.kind() == Kind::Shop);
    let Some(happened) = line.occurred_at.filter(|_| line.status == Status::Processed && !of_the_shop) else {
        return false;
    };
    let has_own_time = happened != line.received_at;
    happened.plus_millis(if has_own_time { 0 } else { -DAY_MS }) > left_at
}
