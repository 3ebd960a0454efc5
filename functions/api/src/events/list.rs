//! The list of events, newest first.

use lambda_http::http::StatusCode;
use serde::Serialize;
use shared::answer::{Answer, json};
use shared::event_id::EventId;
use shared::event_line::EventLine;
use shared::sign_in::User;
use shared::store::StoreError;
use shared::time::Time;

use super::filter::Filter;
use crate::dashboard::Dashboard;
use crate::paging::{Ask, Chunk, Listed, Merge, Paging, encode, page};
use crate::query::Query;
use crate::refusal::Refusal;

#[derive(Serialize)]
struct Events {
    events: Vec<EventLine>,
    next: Option<String>,
    /// Who goes live from here misses nothing that came after these reads began.
    cursor: EventId,
}

impl Listed for EventLine {
    type Place = EventId;

    fn place(&self) -> EventId {
        self.id
    }
}

/// `GET /api/webhooks`
pub(crate) async fn list(dashboard: &Dashboard, user: &User, query: Option<&str>) -> Result<Answer, Refusal> {
    let cursor = EventId::first_of(dashboard.clock.now());
    let known = [["limit", "after", "from", "to"].as_slice(), &Filter::PARAMETERS].concat();
    let query = Query::read(query, &known)?;
    let (paging, filter) = (Paging::<EventId>::read(&query)?, Filter::read(&query)?);
    let integrations = dashboard.integrations_of(user, filter.integration.as_ref()).await?;

    let from = paging.from.or(Time::from_millis(0)).map_or(EventId::MAX, EventId::first_of);
    let end = paging.to.map_or(EventId::MAX, EventId::first_of);
    let start = paging.after.map_or(end, |after| after.min(end));
    let fetch = |ask: Ask<EventId>| {
        let integration = &integrations[ask.list];
        async move {
            let limit = i32::try_from(ask.count).unwrap_or(i32::MAX);
            let events = dashboard.events.newest(integration, from, ask.after.unwrap_or(end), limit).await?;
            let ended = events.len() < ask.count;
            Ok::<_, StoreError>(Chunk { rows: events.into_iter().map(|event| event.line).collect(), ended })
        }
    };
    let merge = Merge::new(integrations.len(), paging.limit, Some(start), filter.is_narrow());
    let page = page(merge, fetch, |line| filter.takes(line)).await?;
    Ok(json(StatusCode::OK, &Events { events: page.rows, next: page.next.as_ref().map(encode), cursor }))
}
