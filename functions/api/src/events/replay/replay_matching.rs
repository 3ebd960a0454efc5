//! `POST /api/webhooks/replay`: the replay of all events that a filter matches, a bounded number per call.

use std::time::Duration;

use auth::User;
use domain::integration::IntegrationId;
use domain::permissions::Action;
use runtime::response::ErrorResponse;
use serde::Serialize;
use store::StoreError;
use store::events::Event;
use store::replays::ReplayResult;
use tokio::time::{Instant, timeout_at};
use tracing::info;

use super::super::page_iterator::PageIterator;
use super::request::ReplayRequest;
use super::request_replays::request_replays;
use crate::context::ApiContext;
use crate::error::ApiError;
use crate::paging::{Page, encode};
use crate::permissions::forbidden;
use crate::request::ApiRequest;
use crate::response::Json;

/// The most rows that one call reads: more than two for each integration that a user can have, so that a call always
/// makes progress.
const MAX_ROWS: usize = 4_000;

/// The function's timeout is 10 s (`template.yaml`), and one operation of DynamoDB takes up to 3.5 s with all attempts.
/// So no read starts after the first of these times, counted from the start of the request; a read that has not ended by
/// the second is abandoned; and no update starts after the third.
const LAST_READ_START: Duration = Duration::from_millis(2_500);
const READ_TIMEOUT: Duration = Duration::from_millis(4_500);
const LAST_UPDATE_START: Duration = Duration::from_secs(5);

/// The counts of one call of a bulk replay.
#[derive(Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct BulkReplayResponse {
    /// How many events the filter matched, up to `next`.
    matched: usize,
    /// How many of them are processed again.
    replayed: usize,
    /// How many of them have no stored delivery any more.
    gone: usize,
    /// The `after` of the next call; null if no more events match.
    next: Option<String>,
    /// Whether the events were only counted.
    dry_run: bool,
}

/// `POST /api/webhooks/replay`
pub(crate) async fn replay_matching(
    context: &ApiContext,
    request: &ApiRequest,
) -> Result<Json<BulkReplayResponse>, ApiError> {
    let body = ReplayRequest::parse(&request.body)?;
    let integrations = replayable_integrations(context, &request.user, body.filter.integration.as_ref()).await?;
    let pages = PageIterator::new(&context.events, integrations, body.from, body.to);
    let mut page = read_page(&pages, &body, request.started_at).await?;
    let mut response = BulkReplayResponse { matched: 0, replayed: 0, gone: 0, next: None, dry_run: body.dry_run };
    if !body.dry_run {
        let last_start = request.started_at + LAST_UPDATE_START;
        let replays = request_replays(&page.rows, last_start, |event| request_replay(context, event)).await?;
        response.gone = replays.iter().filter(|replay| **replay == ReplayResult::Gone).count();
        response.replayed = replays.len() - response.gone;
        page = page.truncate(replays.len());
    }
    response.matched = page.rows.len();
    response.next = page.next.as_ref().map(encode);
    if !body.dry_run {
        info!(response.replayed, response.gone, "replays requested");
    }
    Ok(Json(response))
}

/// The integrations whose events the user may replay; only `named`, if an integration is named.
///
/// # Errors
/// 404 if the named integration does not exist or the user is no member of it; 403 if the user's role may not replay
/// events.
async fn replayable_integrations(
    context: &ApiContext,
    user: &User,
    named: Option<&IntegrationId>,
) -> Result<Vec<IntegrationId>, ApiError> {
    let mut roles = context.roles(user).await?;
    roles.retain(|(id, _)| named.is_none_or(|named| named == id));
    if named.is_some() && roles.is_empty() {
        return Err(ErrorResponse::not_found().into());
    }
    let is_member = !roles.is_empty();
    let permitted = roles.into_iter().filter(|(_, role)| role.may(Action::ReplayEvents));
    let replayable: Vec<_> = permitted.map(|(id, _)| id).collect();
    if replayable.is_empty() && is_member {
        return Err(forbidden(Action::ReplayEvents).into());
    }
    Ok(replayable)
}

/// The next events that the filter matches.
async fn read_page(
    pages: &PageIterator<'_>,
    body: &ReplayRequest,
    started_at: Instant,
) -> Result<Page<Event>, ApiError> {
    let start = pages.start(body.after);
    let merge = pages.merge(body.limit, start, &body.filter).within(MAX_ROWS, started_at + LAST_READ_START);
    let read = pages.read_page(merge, |event| body.filter.matches(event));
    let page = timeout_at(started_at + READ_TIMEOUT, read).await.map_err(|_| ErrorResponse::unavailable())??;
    // A client that follows `next` must make progress.
    if page.next == Some(start) { Err(ErrorResponse::unavailable().into()) } else { Ok(page) }
}

async fn request_replay(context: &ApiContext, event: &Event) -> Result<ReplayResult, StoreError> {
    context.replays.request(&event.delivery_key(), context.clock.now()).await
}
