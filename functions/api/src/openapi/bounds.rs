//! The bounds of members of bodies, from the constants that the parsers use: attributes of derived schemas can only be
//! literals.

use std::ops::RangeInclusive;

use serde_json::{Map, Value, json};
use store::ledger::MAX_COSTS;

use super::parameters;
use crate::events::{MAX_DOMAIN_CHARS, MAX_REPLAYED_EVENTS, MAX_TOPIC_CHARS};
use crate::integrations::bounds::{
    MAX_MEMBERS, MAX_OVERLAP_SECONDS, MAX_SECRETS, MAX_USER_CHARS, SECRET_BYTES, TOKEN_BYTES,
};

/// Adds the bounds to `components.schemas`.
///
/// # Panics
/// If a schema lacks a member.
pub(super) fn add_bounds(schemas: &mut Map<String, Value>) {
    let length = |lengths: &RangeInclusive<usize>| json!({"minLength": lengths.start(), "maxLength": lengths.end()});
    for (schema, bounds) in [("IntegrationId", parameters::integration_id()), ("EventId", parameters::event_id())] {
        let schema = schemas.get_mut(schema).and_then(Value::as_object_mut).unwrap_or_else(|| panic!("no {schema}"));
        schema.extend(bounds.as_object().cloned().unwrap_or_default());
    }
    let mut add = |schema: &str, member: &str, bounds: Value| {
        let property = schemas.get_mut(schema).and_then(|schema| schema["properties"].get_mut(member));
        let property = property.and_then(Value::as_object_mut).unwrap_or_else(|| panic!("no {member} in {schema}"));
        property.extend(bounds.as_object().cloned().unwrap_or_default());
    };
    let events = json!({"minimum": 1, "maximum": MAX_REPLAYED_EVENTS, "default": MAX_REPLAYED_EVENTS});
    add("BulkReplayRequest", "limit", events);
    add("ReplayFilterRequest", "topic", json!({"maxLength": MAX_TOPIC_CHARS}));
    add("ReplayFilterRequest", "shop_domain", json!({"maxLength": MAX_DOMAIN_CHARS}));
    add("PutCostsRequest", "costs", json!({"maxItems": MAX_COSTS}));
    for schema in ["CreateIntegrationRequest", "UpdateIntegrationRequest"] {
        add(schema, "access_token", length(&TOKEN_BYTES));
        add(schema, "members", json!({"maxItems": MAX_MEMBERS}));
        add(schema, "secrets", json!({"maxItems": MAX_SECRETS}));
    }
    add("Member", "user", length(&(1..=MAX_USER_CHARS)));
    add("SecretRequest", "value", length(&SECRET_BYTES));
    add("RotateSecretRequest", "value", length(&SECRET_BYTES));
    add("RotateSecretRequest", "both_for_seconds", json!({"minimum": 0, "maximum": MAX_OVERLAP_SECONDS}));
}
