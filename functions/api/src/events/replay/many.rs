//! The replay of all events that a filter takes, a bounded number in each call.

use std::time::Duration;

use auth::User;
use lambda_http::Body;
use lambda_http::http::StatusCode;
use runtime::response::{ErrorResponse, Response, json};
use serde::Serialize;
use store::StoreError;
use store::events::Event;
use store::replays::ReplayResult;
use tokio::time::{Instant, timeout_at};
use tracing::info;

use super::super::page_iterator::PageIterator;
use super::asking::ask_each;
use super::body::Wanted;
use super::rights::replayable;
use crate::dashboard::Dashboard;
use crate::error::ApiError;
use crate::paging::{Page, encode};
use crate::query::Query;

/// The most rows that one call reads; twice the most integrations of a user, so that a call always gets on.
const MOST_ROWS: usize = 4_000;

/// The function has 10 s (`template.yaml`), and one operation of DynamoDB takes up to 3.5 s with all its tries. So
/// nothing more is read after this time, what is being read is given up after the second, and no more update is begun
/// after the third.
const READ_UNTIL: Duration = Duration::from_millis(2_500);
const READ_AT_MOST: Duration = Duration::from_millis(4_500);
const ASK_UNTIL: Duration = Duration::from_secs(5);

#[derive(Debug, PartialEq, Serialize)]
struct Replayed {
    /// The events that the filter takes, up to `next`.
    matched: usize,
    /// Those of them that go through the stream once more.
    replayed: usize,
    /// Those of them whose delivery is no longer kept.
    gone: usize,
    /// Where to go on; `None` at the end.
    next: Option<String>,
    dry_run: bool,
}

/// `POST /api/webhooks/replay`, of a request that came at `began`.
pub(crate) async fn replay_many(
    dashboard: &Dashboard,
    user: &User,
    query: Option<&str>,
    body: &Body,
    began: Instant,
) -> Result<Response, ApiError> {
    Query::none(query)?;
    let wanted = Wanted::read(body)?;
    let integrations = replayable(dashboard, user, wanted.filter.integration.as_ref()).await?;
    let walk = PageIterator::new(&dashboard.events, integrations, wanted.from, wanted.to);
    let mut page = read(&walk, &wanted, began).await?;
    let mut response = Replayed { matched: 0, replayed: 0, gone: 0, next: None, dry_run: wanted.dry_run };
    if !wanted.dry_run {
        let asked = ask_each(&page.rows, began + ASK_UNTIL, |event| ask(dashboard, event)).await?;
        response.gone = asked.iter().filter(|replay| **replay == ReplayResult::Gone).count();
        response.replayed = asked.len() - response.gone;
        page = page.cut(asked.len());
    }
    response.matched = page.rows.len();
    response.next = page.next.as_ref().map(encode);
    if !wanted.dry_run {
        info!(response.replayed, response.gone, "replays were asked for");
    }
    Ok(json(StatusCode::OK, &response))
}

/// The next events that are wanted.
async fn read(walk: &PageIterator<'_>, wanted: &Wanted, began: Instant) -> Result<Page<Event>, ApiError> {
    let start = walk.start(wanted.after);
    let merge = walk.merge(wanted.limit, start, &wanted.filter).within(MOST_ROWS, began + READ_UNTIL);
    let reading = walk.page(merge, |line| wanted.filter.takes(line));
    let page = timeout_at(began + READ_AT_MOST, reading).await.map_err(|_| ErrorResponse::unavailable())??;
    // Whoever follows `next` must get on.
    if page.next == Some(start) { Err(ErrorResponse::unavailable().into()) } else { Ok(page) }
}

/// Asks for one replay.
async fn ask(dashboard: &Dashboard, event: &Event) -> Result<ReplayResult, StoreError> {
    dashboard.replays.request(&event.delivery_key(), dashboard.clock.now()).await
}
