//! The replay of all events that a filter takes, a bounded number in each call.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use lambda_http::Body;
use lambda_http::http::StatusCode;
use serde::Serialize;
use shared::answer::{Answer, ClientError, json};
use shared::bounded::bounded;
use shared::delivery::DeliveryKey;
use shared::event_id::EventId;
use shared::sign_in::User;
use shared::store::StoreError;
use shared::store::events::Event;
use shared::store::replays::Replay;
use tokio::time::{Instant, timeout_at};
use tracing::{info, warn};

use super::super::walk::Walk;
use super::body::Wanted;
use super::rights::replayable;
use crate::dashboard::Dashboard;
use crate::paging::{Page, encode};
use crate::query::Query;
use crate::refusal::Refusal;

/// The most rows that one call reads; twice the most integrations of a user, so that a call always gets on.
const MOST_ROWS: usize = 4_000;
/// The most updates at once.
const AT_ONCE: usize = 16;

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

/// `POST /api/webhooks/replay`
pub(crate) async fn replay_many(
    dashboard: &Dashboard,
    user: &User,
    query: Option<&str>,
    body: &Body,
) -> Result<Answer, Refusal> {
    let began = Instant::now();
    Query::none(query)?;
    let wanted = Wanted::read(body)?;
    let integrations = replayable(dashboard, user, wanted.filter.integration.as_ref()).await?;
    let walk = Walk::new(&dashboard.events, integrations, wanted.from, wanted.to);
    let mut page = read(&walk, &wanted, began).await?;
    let mut answer = Replayed { matched: 0, replayed: 0, gone: 0, next: None, dry_run: wanted.dry_run };
    if !wanted.dry_run {
        let asked = ask(dashboard, &page.rows, began + ASK_UNTIL).await?;
        answer.gone = asked.iter().filter(|replay| **replay == Replay::Gone).count();
        answer.replayed = asked.len() - answer.gone;
        stop_behind(&mut page, asked.len());
    }
    answer.matched = page.rows.len();
    answer.next = page.next.as_ref().map(encode);
    if !wanted.dry_run {
        info!(answer.replayed, answer.gone, "replays were asked for");
    }
    Ok(json(StatusCode::OK, &answer))
}

/// The next events that are wanted.
async fn read(walk: &Walk<'_>, wanted: &Wanted, began: Instant) -> Result<Page<Event>, Refusal> {
    let start = walk.start(wanted.after);
    let merge = walk.merge(wanted.limit, start, &wanted.filter).within(MOST_ROWS, began + READ_UNTIL);
    let reading = walk.page(merge, |line| wanted.filter.takes(line));
    let page = timeout_at(began + READ_AT_MOST, reading).await.map_err(|_| ClientError::unavailable())??;
    // Whoever follows `next` must get on.
    if page.next == Some(start) { Err(ClientError::unavailable().into()) } else { Ok(page) }
}

/// Asks for the events' replays; gives what came of them, up to the first one that did not go well.
///
/// A few behind that one may have gone well, since several are under way at once; they are replayed again by the call
/// that goes on from there, which changes nothing more.
///
/// # Errors
/// If not even the first went well.
async fn ask(dashboard: &Dashboard, events: &[Event], until: Instant) -> Result<Vec<Replay>, Refusal> {
    let failed = AtomicBool::new(false);
    let ask = async |event: &Event| -> Option<Result<Replay, StoreError>> {
        if failed.load(Ordering::Relaxed) || Instant::now() >= until {
            return None;
        }
        let key = DeliveryKey { integration: event.line.integration.clone(), id: event.delivery_id.clone() };
        let asked = dashboard.replays.ask(&key, dashboard.clock.now()).await;
        failed.fetch_or(asked.is_err(), Ordering::Relaxed);
        Some(asked)
    };
    let mut done = Vec::with_capacity(events.len());
    for asked in bounded(AT_ONCE, events.iter().map(&ask).collect()).await {
        match asked {
            Some(Ok(replay)) => done.push(replay),
            Some(Err(error)) if done.is_empty() => return Err(error.into()),
            None if done.is_empty() => return Err(ClientError::unavailable().into()),
            Some(Err(error)) => {
                warn!(%error, replays = done.len(), "not all replays could be asked for");
                break;
            }
            None => break,
        }
    }
    Ok(done)
}

/// Ends the page behind its first `done` rows.
fn stop_behind(page: &mut Page<Event>, done: usize) {
    if done < page.rows.len() {
        page.rows.truncate(done);
        page.next = page.rows.last().map(|event: &Event| -> EventId { event.line.id });
    }
}
