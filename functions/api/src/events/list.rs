//! `GET /api/webhooks`: the list of events, the newest first.

use domain::event_summary::EventSummary;
use domain::permissions::Action;
use serde::Serialize;
use types::event_id::EventId;

use super::filter::EventFilter;
use super::page_iterator::PageIterator;
use crate::context::ApiContext;
use crate::error::ApiError;
use crate::paging::{Paging, encode};
use crate::query::QueryParameters;
use crate::request::ApiRequest;
use crate::response::Json;

/// The query parameters of `GET /api/webhooks`.
pub(crate) const LIST_PARAMETERS: QueryParameters = &[&Paging::<EventId>::TIME_PARAMETERS, &EventFilter::PARAMETERS];

/// One page of events.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct EventListResponse {
    /// The events, the newest first.
    events: Vec<EventSummary>,
    /// The `after` of the next page; null on the last page.
    next: Option<String>,
    /// The cursor for a live connection: a client that resumes from it misses no event that was received after this list
    /// was read.
    cursor: EventId,
}

/// `GET /api/webhooks`
pub(crate) async fn list(context: &ApiContext, request: &ApiRequest) -> Result<Json<EventListResponse>, ApiError> {
    // Before the first read, so that no event falls between the list and the live connection.
    let cursor = EventId::first_of(context.clock.now());
    let query = &request.query;
    let (paging, filter) = (Paging::<EventId>::parse(query)?, EventFilter::parse(query)?);
    let named = filter.integration.as_ref();
    let integrations = context.permitted_integrations(&request.user, Action::SeeEvents, named).await?;

    let pages = PageIterator::new(&context.events, integrations, paging.from, paging.to);
    let merge = pages.merge(paging.limit, pages.start(paging.after), &filter);
    let page = pages.read_page(merge, |event| filter.matches(event)).await?;
    let events = page.rows.into_iter().map(|event| event.summary).collect();
    Ok(Json(EventListResponse { events, next: page.next.as_ref().map(encode), cursor }))
}
