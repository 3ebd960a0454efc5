//! A person's traces in what nobody has understood: no subject tells whose it is, so the bodies are looked through.

use domain::delivery::DeliveryKey;
use domain::integration::IntegrationId;
use domain::privacy::PiiMatcher;
use domain::subject::Subject;
use store::StoreError;
use store::events::Event;
use types::concurrency::bounded;
use types::event_id::EventId;

use super::{DELIVERIES_AT_ONCE, Limit, PAGE, Pass, Step};

/// Where is looked.
pub(super) struct Search<'a> {
    pub(super) integration: &'a IntegrationId,
    /// `None`: in the events without a subject.
    pub(super) subject: Option<&'a Subject>,
    pub(super) traces: &'a PiiMatcher,
    /// The request itself, which is needed to the end.
    pub(super) besides: EventId,
}

impl Pass<'_> {
    /// Redacts the deliveries that have a trace of the person, from behind `searched` on, and moves it as far as it came.
    pub(super) async fn search(&self, search: &Search<'_>, searched: &mut Option<EventId>) -> Result<Step, StoreError> {
        let mut steps = Vec::new();
        for number in 0.. {
            if Limit::of_part(number).is_over(self) {
                steps.push(Step::UNFINISHED);
                break;
            }
            let Search { integration, subject, besides, .. } = search;
            let (events, next) = self.redaction.events.about(integration, *subject, *searched, PAGE).await?;
            let others = events.iter().filter(|event| event.line.id != *besides);
            let keys: Vec<_> = others.map(Event::delivery_key).collect();
            let looks = keys.iter().map(|key| self.redact_if_traced(key, search.traces)).collect();
            for redacted in bounded(DELIVERIES_AT_ONCE, looks).await {
                steps.push(Step::of(redacted?));
            }
            *searched = next.or(events.last().map(|event| event.line.id)).or(*searched);
            if next.is_none() {
                break;
            }
        }
        Ok(steps.into_iter().sum())
    }

    async fn redact_if_traced(&self, key: &DeliveryKey, traces: &PiiMatcher) -> Result<bool, StoreError> {
        let deliveries = &self.redaction.deliveries;
        let Some(row) = deliveries.head(key).await? else { return Ok(false) };
        if row.is_redacted() {
            return Ok(false);
        }
        let body = deliveries.body(&row).await?;
        let is_traced = row.is_half_redacted() || body.is_some_and(|body| traces.matches(&body));
        if is_traced { self.redact(key).await } else { Ok(false) }
    }
}
