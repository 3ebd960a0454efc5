//! The body of `POST /api/webhooks/replay`.

use lambda_http::Body;
use lambda_http::http::StatusCode;
use runtime::response::ErrorResponse;
use serde::Deserialize;
use serde_json::{Map, Value};
use types::event_id::EventId;
use types::time::Time;

use super::super::filter::EventFilter;
use crate::paging::{decode, time};
use crate::query::Query;

const MAX_BODY_BYTES: usize = 8 * 1024;
/// The most events that one call replays, and the default.
pub(crate) const MAX_EVENTS: usize = 500;

/// The value of `status` that matches every event.
const ANY_STATUS: &str = "any";

/// The parsed body of a bulk replay.
#[derive(Debug)]
pub(super) struct ReplayRequest {
    pub(super) filter: EventFilter,
    /// The earliest time of receipt, inclusive.
    pub(super) from: Option<Time>,
    /// The latest time of receipt, exclusive.
    pub(super) to: Option<Time>,
    pub(super) dry_run: bool,
    /// The event after which to start.
    pub(super) after: Option<EventId>,
    pub(super) limit: usize,
}

/// The body of a bulk replay.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct BulkReplayRequest {
    /// The filter of the events to replay. It must not be empty, so that a forgotten filter does not replay everything.
    #[cfg_attr(feature = "openapi", schema(value_type = filter_schema::ReplayFilterRequest))]
    filter: Map<String, Value>,
    /// Whether to count the events only.
    #[serde(default)]
    dry_run: bool,
    /// The `next` of the previous response.
    after: Option<String>,
    /// The most events to replay.
    #[serde(default = "default_limit")]
    limit: usize,
}

fn default_limit() -> usize {
    MAX_EVENTS
}

impl ReplayRequest {
    /// Parses a request's body.
    ///
    /// # Errors
    /// 400 `bad_body`, `empty_filter` or `bad_cursor`; 413 `too_large`.
    pub(super) fn parse(body: &Body) -> Result<Self, ErrorResponse> {
        if body.len() > MAX_BODY_BYTES {
            let message = format!("The body is larger than {MAX_BODY_BYTES} bytes.");
            return Err(ErrorResponse::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", message));
        }
        let body: BulkReplayRequest = serde_json::from_slice(body).map_err(|_| malformed())?;
        let BulkReplayRequest { mut filter, dry_run, after, limit } = body;
        if !(1..=MAX_EVENTS).contains(&limit) {
            return Err(malformed());
        }
        if filter.is_empty() {
            // So that a filter that was forgotten does not replay everything.
            let message = "`filter` is empty: name the events to replay, such as {\"status\":\"failed\"}, or all events by \
                           {\"status\":\"any\"}.";
            return Err(ErrorResponse::bad_request("empty_filter", message));
        }
        if filter.get("status").is_some_and(|status| status == ANY_STATUS) {
            filter.remove("status");
        }
        let query = Query::from_object(filter, &[["from", "to"].as_slice(), &EventFilter::PARAMETERS].concat())?;
        Ok(Self {
            filter: EventFilter::parse(&query)?,
            from: time(&query, "from")?,
            to: time(&query, "to")?,
            dry_run,
            after: after.as_deref().map(decode).transpose()?,
            limit,
        })
    }
}

/// The schema of `filter`, whose members [`Query`] parses.
#[cfg(feature = "openapi")]
mod filter_schema {
    use types::Channel;
    use types::time::Time;

    /// A filter of events: those that match all its members.
    #[derive(utoipa::ToSchema)]
    #[expect(dead_code, reason = "only its schema is used")]
    pub(super) struct ReplayFilterRequest {
        /// The id of the integration; all integrations whose events the caller may replay, if absent.
        integration: Option<String>,
        /// The channel.
        source: Option<Channel>,
        /// The topic, in the channel's spelling.
        topic: Option<String>,
        /// `processed` or `failed`; `any` matches every event.
        status: Option<String>,
        /// The account on the channel, such as a shop's domain.
        shop_domain: Option<String>,
        /// The earliest time of receipt, inclusive.
        from: Option<Time>,
        /// The latest time of receipt, exclusive.
        to: Option<Time>,
    }
}

/// One message for every error outside `filter`; it quotes nothing of the body.
fn malformed() -> ErrorResponse {
    let message = format!(
        "The body must be a JSON object with `filter` (an object) and, optionally, `dry_run` (true or false), `after` (the \
         `next` of the previous response) and `limit` (a whole number from 1 to {MAX_EVENTS})."
    );
    ErrorResponse::bad_request("bad_body", message)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::paging::encode;

    fn parse(body: Value) -> Result<ReplayRequest, ErrorResponse> {
        ReplayRequest::parse(&Body::from(body.to_string()))
    }

    #[test]
    fn absent_members_have_defaults() {
        let request = parse(json!({"filter": {"status": "failed"}})).unwrap();
        assert!(request.filter.may_skip_rows() && !request.dry_run);
        assert_eq!((request.after, request.limit, request.from, request.to), (None, 500, None, None));
        let after = EventId::MAX;
        let request = parse(json!({
            "filter": {"status": "any", "integration": "shop", "from": "2026-11-02T10:15:00+05:30", "to": "2026-11-03T00:00:00Z"},
            "dry_run": true, "after": encode(&after), "limit": 1,
        }))
        .unwrap();
        assert!(!request.filter.may_skip_rows() && request.dry_run);
        assert_eq!((request.after, request.limit), (Some(after), 1));
        assert_eq!(request.from.map(|time| time.to_string()).as_deref(), Some("2026-11-02T04:45:00.000Z"));
        assert!(request.from < request.to);
    }

    #[test]
    fn empty_filter_is_rejected_and_any_status_matches_every_event() {
        assert_eq!(parse(json!({"filter": {}})).unwrap_err().code, "empty_filter");
        assert!(!parse(json!({"filter": {"status": "any"}})).unwrap().filter.may_skip_rows());
    }

    #[test]
    fn invalid_body_is_rejected_and_not_quoted() {
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
            let error = parse(bad.clone()).unwrap_err();
            assert!(error.code == "bad_body" && !error.message.contains("sesame"), "{bad}: {}", error.message);
        }
        assert_eq!(parse(json!({"filter": failed, "after": "AA"})).unwrap_err().code, "bad_cursor");
        assert_eq!(ReplayRequest::parse(&Body::Empty).unwrap_err().code, "bad_body");
        let large = json!({"filter": {"topic": "a".repeat(MAX_BODY_BYTES)}});
        assert_eq!(parse(large).unwrap_err().status.as_u16(), 413);
    }
}
