//! Operations for orders.

use serde_json::{Value, json};
use types::time::Time;

use super::graphql_order::{self, gid, list, text};
use super::shops::Shop;

/// The data, or an error message.
type QueryResult = Result<Value, &'static str>;

/// The time of an order's last change.
fn updated_at(order: &Value) -> Option<Time> {
    order["updated_at"].as_str()?.parse().ok()
}

/// A page of the orders whose last change is in the range `updated_at:>='...' AND updated_at:<='...'`.
pub(super) fn listed(shop: &Shop, variables: &Value) -> QueryResult {
    let search = variables["query"].as_str().unwrap_or_default();
    let times: Vec<Time> = search.split('\'').skip(1).step_by(2).filter_map(|time| time.parse().ok()).collect();
    let [from, to] = times[..] else { return Err("this emulator does not support the search") };
    let after = match variables["after"].as_str() {
        Some(after) => Some(parse_cursor(after).ok_or("Invalid cursor for current pagination sort.")?),
        None => None,
    };
    let mut found: Vec<_> = shop
        .orders
        .iter()
        .filter_map(|(id, order)| Some((updated_at(order)?, id.clone(), order)))
        .filter(|(at, id, _)| {
            (from..=to).contains(at) && after.as_ref().is_none_or(|after| (*at, id) > (after.0, &after.1))
        })
        .collect();
    found.sort_by(|one, other| (one.0, &one.1).cmp(&(other.0, &other.1)));
    let first = usize::try_from(variables["first"].as_u64().unwrap_or(0)).unwrap_or(0);
    let has_next = found.len() > first;
    found.truncate(first);
    let cursor = found.last().map(|(at, id, _)| format!("{at}|{id}"));
    let nodes: Vec<_> = found.iter().map(|(_, _, order)| with_parts(order, variables)).collect();
    Ok(json!({ "orders": { "nodes": nodes, "pageInfo": { "hasNextPage": has_next, "endCursor": cursor } } }))
}

fn parse_cursor(cursor: &str) -> Option<(Time, String)> {
    let (at, id) = cursor.split_once('|')?;
    Some((at.parse().ok()?, id.to_owned()))
}

fn with_parts(order: &Value, variables: &Value) -> Value {
    let refund = |refund| graphql_order::refund(refund, &order["currency"], variables, &Value::Null);
    let fulfillment = |fulfillment| graphql_order::fulfillment(fulfillment, variables, &Value::Null);
    let mut node = graphql_order::order(order, variables, &Value::Null);
    node["refunds"] = first(order, "refunds", variables).iter().map(refund).collect();
    node["fulfillments"] = first(order, "fulfillments", variables).iter().map(fulfillment).collect();
    node
}

/// The first items of a list without pages.
fn first<'a>(order: &'a Value, name: &str, variables: &Value) -> &'a [Value] {
    let limit = usize::try_from(variables[name].as_u64().unwrap_or(0)).unwrap_or(0);
    let all = list(&order[name]);
    &all[..limit.min(all.len())]
}

/// One order, a page of its line items, and the ids of its refunds and fulfillments.
pub(super) fn one(shop: &Shop, variables: &Value) -> Value {
    let wanted = |order: &&Value| variables["id"] == gid("Order", &order["id"]);
    let Some(order) = shop.orders.values().find(wanted) else { return json!({ "order": null }) };
    let id = |kind: &'static str| move |part: &Value| json!({ "id": gid(kind, &part["id"]) });
    let mut node = graphql_order::order(order, variables, &variables["after"]);
    node["refundIds"] = first(order, "refunds", variables).iter().map(id("Refund")).collect();
    node["fulfillmentIds"] = first(order, "fulfillments", variables).iter().map(id("Fulfillment")).collect();
    json!({ "order": node })
}

/// One refund with a page of its line items.
pub(super) fn refund(shop: &Shop, variables: &Value) -> Value {
    let of = |order: &'_ Value| {
        let wanted = |refund: &&Value| variables["id"] == gid("Refund", &refund["id"]);
        let found = list(&order["refunds"]).iter().find(wanted)?;
        Some(graphql_order::refund(found, &order["currency"], variables, &variables["after"]))
    };
    json!({ "refund": shop.orders.values().find_map(of) })
}

/// One fulfillment with a page of its line items.
pub(super) fn fulfillment(shop: &Shop, variables: &Value) -> Value {
    let of = |order: &'_ Value| {
        let wanted = |one: &&Value| variables["id"] == gid("Fulfillment", &one["id"]);
        let found = list(&order["fulfillments"]).iter().find(wanted)?;
        Some(graphql_order::fulfillment(found, variables, &variables["after"]))
    };
    json!({ "fulfillment": shop.orders.values().find_map(of) })
}

/// Puts an order in the form of its webhook; it replaces one of the same id.
pub(super) fn put(shop: &mut Shop, order: Value) -> Result<(), &'static str> {
    updated_at(&order).ok_or("the order has no updated_at")?;
    let id = text(&order["id"]);
    if !id.bytes().all(|c| c.is_ascii_digit()) {
        return Err("the order has no id");
    }
    if shop.orders.len() >= super::shops::MAX_ITEMS {
        return Err("the shop has too many orders");
    }
    shop.orders.insert(id, order);
    Ok(())
}
