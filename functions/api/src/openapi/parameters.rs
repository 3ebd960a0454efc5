//! Descriptions of the parameters of paths and query strings.

use domain::state::order::ORDER_STATUSES;
use serde_json::{Value, json};
use types::Channel;

use crate::events::{MAX_DOMAIN_CHARS, MAX_TOPIC_CHARS};
use crate::orders::MAX_ID_BYTES;
use crate::paging::{DEFAULT_LIMIT, LIMITS};
use crate::statistics::{MAX_OFFSET_MINUTES, OFFSET_STEP_MINUTES};

/// The operations that read whole buckets between `from` and `to`.
const STATISTICS: [&str; 2] = ["getEventStatistics", "getOrderStatistics"];

/// The parameters of a path such as `/api/orders/{id}`.
pub(super) fn of_path(pattern: &'static str) -> impl Iterator<Item = Value> {
    let names = pattern.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'));
    names.map(move |name| {
        let (description, schema) = match (pattern.split('/').nth(2), name) {
            (Some("integrations"), "id") | (_, "integration") => ("The id of the integration.", integration_id()),
            (Some("webhooks"), "id") => ("The id of the event.", event_id()),
            (Some("orders"), "id") => {
                ("The channel's id of the order.", json!({"type": "string", "minLength": 1, "maxLength": MAX_ID_BYTES}))
            }
            (_, "topic") => {
                ("The topic, if the integration's `topic` says that the path contains it.", json!({"type": "string"}))
            }
            _ => panic!("no description of {{{name}}} in {pattern}"),
        };
        json!({"name": name, "in": "path", "required": true, "description": description, "schema": schema})
    })
}

/// The query parameter `name` of an operation.
pub(super) fn of_query(operation: &str, name: &str) -> Value {
    let time = || json!({"type": "string", "format": "date-time", "examples": ["2026-11-02T10:15:00+05:30"]});
    let text = |max_chars: usize| json!({"type": "string", "maxLength": max_chars});
    let (description, schema) = match (operation, name) {
        (_, "limit") => (
            "The maximum number of rows of the page.",
            json!({"type": "integer", "minimum": LIMITS.start(), "maximum": LIMITS.end(), "default": DEFAULT_LIMIT}),
        ),
        (_, "after") => ("The `next` of the previous page.", json!({"type": "string"})),
        (operation, "from") if STATISTICS.contains(&operation) => {
            ("The start, with its UTC offset; widened to a whole bucket.", time())
        }
        (operation, "to") if STATISTICS.contains(&operation) => {
            ("The end, with its UTC offset; widened to a whole bucket. Now, if absent.", time())
        }
        ("listOrders", "from") => {
            ("The earliest time at which an order was placed, inclusive, with its UTC offset.", time())
        }
        ("listOrders", "to") => {
            ("The latest time at which an order was placed, exclusive, with its UTC offset.", time())
        }
        (_, "from") => ("The earliest time of receipt, inclusive, with its UTC offset.", time()),
        (_, "to") => ("The latest time of receipt, exclusive, with its UTC offset.", time()),
        (_, "offset_minutes") => (
            "The number of minutes by which the time zone of the days is ahead of UTC, without any change of clocks; instead of `time_zone`.",
            json!({"type": "integer", "minimum": -MAX_OFFSET_MINUTES, "maximum": MAX_OFFSET_MINUTES, "multipleOf": OFFSET_STEP_MINUTES, "default": 0}),
        ),
        (_, "time_zone") => (
            "The time zone of the days by its name in the IANA database, such as `Asia/Kolkata`: a day on which the clocks change has 23 or 25 hours.",
            json!({"type": "string"}),
        ),
        ("listCosts" | "putCosts", "integration") => ("The id of the integration.", integration_id()),
        ("getOrder", "integration") => (
            "The id of the order's integration; needed if several integrations have an order with this id.",
            integration_id(),
        ),
        (_, "integration") => {
            ("The id of the integration to read. If absent, all integrations of the caller are read.", integration_id())
        }
        (_, "source") => ("The channel.", channel()),
        (_, "topic") => ("The topic, in the channel's spelling.", text(MAX_TOPIC_CHARS)),
        ("listEvents", "status") => {
            ("The status of the event.", json!({"type": "string", "enum": ["processed", "failed"]}))
        }
        ("listOrders", "status") => ("The status of the order.", json!({"type": "string", "enum": ORDER_STATUSES})),
        ("listOrders", "test") => {
            ("Whether the order is a test of the shop. If absent, both are listed.", json!({"type": "boolean"}))
        }
        (_, "shop_domain") => (
            "The account on the channel, such as a shop's domain, in any spelling that the channel accepts.",
            text(MAX_DOMAIN_CHARS),
        ),
        _ => panic!("no description of the parameter {name} of {operation}"),
    };
    let required = matches!((operation, name), ("listCosts" | "putCosts", "integration"));
    json!({"name": name, "in": "query", "required": required, "description": description, "schema": schema})
}

/// The schema of a channel's name.
pub(super) fn channel() -> Value {
    let names: Vec<_> = Channel::ALL.iter().map(|channel| channel.name()).collect();
    json!({"type": "string", "enum": names})
}

/// The schema of an integration's id.
pub(super) fn integration_id() -> Value {
    json!({"type": "string", "pattern": "^[a-z0-9-]{1,64}$"})
}

/// The schema of an event's id.
pub(super) fn event_id() -> Value {
    json!({"type": "string", "minLength": 26, "maxLength": 26})
}
