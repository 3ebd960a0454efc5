//! What a client wants replayed.

use lambda_http::Body;
use lambda_http::http::StatusCode;
use runtime::response::ErrorResponse;
use serde::Deserialize;
use serde_json::{Map, Value};
use types::event_id::EventId;
use types::time::Time;

use super::super::filter::Filter;
use crate::paging::{decode, time};
use crate::query::Query;

/// The largest body, in bytes: a filter's texts are short.
const LARGEST: usize = 8 * 1024;
/// The most events that one call replays, and how many it does if it does not say.
const MOST: usize = 500;

/// The value of `status` that takes every event.
const ANY: &str = "any";

/// The body of `POST /api/webhooks/replay`.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) filter: Filter,
    /// The earliest time, itself included.
    pub(super) from: Option<Time>,
    /// The latest time, itself left out.
    pub(super) to: Option<Time>,
    /// Only count.
    pub(super) dry_run: bool,
    /// Begin behind this event.
    pub(super) after: Option<EventId>,
    /// The most events.
    pub(super) limit: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    filter: Map<String, Value>,
    #[serde(default)]
    dry_run: bool,
    after: Option<String>,
    #[serde(default = "most")]
    limit: usize,
}

fn most() -> usize {
    MOST
}

impl Wanted {
    /// Reads a request's body.
    ///
    /// # Errors
    /// 400 `bad_body`, `empty_filter` or `bad_cursor`; 413.
    pub(super) fn read(body: &Body) -> Result<Self, ErrorResponse> {
        if body.len() > LARGEST {
            let message = format!("The body is over {LARGEST} bytes.");
            return Err(ErrorResponse::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", message));
        }
        let Raw { mut filter, dry_run, after, limit } = serde_json::from_slice(body).map_err(|_| malformed())?;
        if !(1..=MOST).contains(&limit) {
            return Err(malformed());
        }
        if filter.is_empty() {
            // A slip of the hand must not replay everything.
            let message =
                "Say what to replay, such as {\"status\":\"failed\"}; {\"status\":\"any\"} takes every event.";
            return Err(ErrorResponse::bad_request("empty_filter", message));
        }
        if filter.get("status").is_some_and(|status| status == ANY) {
            filter.remove("status");
        }
        let query = Query::of_object(filter, &[["from", "to"].as_slice(), &Filter::PARAMETERS].concat())?;
        Ok(Self {
            filter: Filter::read(&query)?,
            from: time(&query, "from")?,
            to: time(&query, "to")?,
            dry_run,
            after: after.as_deref().map(decode).transpose()?,
            limit,
        })
    }
}

/// One sentence for all that is wrong with the body's outside; it quotes nothing of it.
fn malformed() -> ErrorResponse {
    let message = format!(
        "The body must be a JSON object with `filter` (an object), and at most `dry_run` (true or false), `after` (the \
         `next` of the answer before) and `limit` (a whole number from 1 to {MOST})."
    );
    ErrorResponse::bad_request("bad_body", message)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::paging::encode;

    fn read(body: Value) -> Result<Wanted, ErrorResponse> {
        Wanted::read(&Body::from(body.to_string()))
    }

    #[test]
    fn what_is_not_said_is_all_that_fits_and_for_real() {
        let wanted = read(json!({"filter": {"status": "failed"}})).unwrap();
        assert!(wanted.filter.is_narrow() && !wanted.dry_run);
        assert_eq!((wanted.after, wanted.limit, wanted.from, wanted.to), (None, 500, None, None));
        let after = EventId::MAX;
        let wanted = read(json!({
            "filter": {"status": "any", "integration": "shop", "from": "2026-11-02T10:15:00+05:30", "to": "2026-11-03T00:00:00Z"},
            "dry_run": true, "after": encode(&after), "limit": 1,
        }))
        .unwrap();
        assert!(!wanted.filter.is_narrow() && wanted.dry_run);
        assert_eq!((wanted.after, wanted.limit), (Some(after), 1));
        assert_eq!(wanted.from.map(|time| time.to_string()).as_deref(), Some("2026-11-02T04:45:00.000Z"));
        assert!(wanted.from < wanted.to);
    }

    #[test]
    fn everything_has_to_be_asked_for_by_name() {
        assert_eq!(read(json!({"filter": {}})).unwrap_err().code, "empty_filter");
        assert!(!read(json!({"filter": {"status": "any"}})).unwrap().filter.is_narrow());
    }

    #[test]
    fn what_cannot_be_wanted_is_refused_and_not_quoted() {
        let failed = json!({"status": "failed"});
        for bad in [
            json!({}),
            json!([]),
            json!({"filter": null}),
            json!({"filter": "sesame"}),
            json!({"filter": failed, "dryrun": true}),
            json!({"filter": failed, "dry_run": "sesame"}),
            json!({"filter": failed, "limit": 0}),
            json!({"filter": failed, "limit": 501}),
            json!({"filter": failed, "limit": -1}),
            json!({"filter": {"status": "sesame"}}),
            json!({"filter": {"status": ["any"]}}),
            json!({"filter": {"source": "sesame"}}),
            json!({"filter": {"from": "sesame"}}),
            json!({"filter": {"status": "any", "sort": "sesame"}}),
        ] {
            let error = read(bad.clone()).unwrap_err();
            assert!(error.code == "bad_body" && !error.message.contains("sesame"), "{bad}: {}", error.message);
        }
        assert_eq!(read(json!({"filter": failed, "after": "AA"})).unwrap_err().code, "bad_cursor");
        assert_eq!(Wanted::read(&Body::Empty).unwrap_err().code, "bad_body");
        let large = json!({"filter": {"topic": "a".repeat(LARGEST)}});
        assert_eq!(read(large).unwrap_err().status.as_u16(), 413);
    }
}
