//! The list of events, newest first.

use auth::User;
use domain::event_summary::EventSummary;
use lambda_http::http::StatusCode;
use runtime::response::{Response, json};
use serde::Serialize;
use types::event_id::EventId;

use super::filter::Filter;
use super::page_iterator::PageIterator;
use crate::dashboard::Dashboard;
use crate::error::ApiError;
use crate::paging::{Paging, encode};
use crate::query::Query;

#[derive(Serialize)]
struct Events {
    events: Vec<EventSummary>,
    next: Option<String>,
    /// Who goes live from here misses nothing that came after these reads began.
    cursor: EventId,
}

/// `GET /api/webhooks`
pub(crate) async fn list(dashboard: &Dashboard, user: &User, query: Option<&str>) -> Result<Response, ApiError> {
    let cursor = EventId::first_of(dashboard.clock.now());
    let known = [["limit", "after", "from", "to"].as_slice(), &Filter::PARAMETERS].concat();
    let query = Query::read(query, &known)?;
    let (paging, filter) = (Paging::<EventId>::read(&query)?, Filter::read(&query)?);
    let integrations = dashboard.integrations_of(user, filter.integration.as_ref()).await?;

    let walk = PageIterator::new(&dashboard.events, integrations, paging.from, paging.to);
    let merge = walk.merge(paging.limit, walk.start(paging.after), &filter);
    let page = walk.page(merge, |line| filter.takes(line)).await?;
    let events = page.rows.into_iter().map(|event| event.summary).collect();
    Ok(json(StatusCode::OK, &Events { events, next: page.next.as_ref().map(encode), cursor }))
}
