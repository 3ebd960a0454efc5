//! What is held of the customer whom a data request names: his orders, and the deliveries of each.

use std::collections::BTreeSet;
use std::ops::Bound;
use std::panic::catch_unwind;

use auth::User;
use channels::Context;
use domain::delivery::Delivery;
use domain::integration::IntegrationId;
use domain::privacy::{CustomerIdentifiers, PrivacyRequest};
use domain::state::order::{Joined, OrderSummary};
use domain::subject::Subject;
use lambda_http::http::StatusCode;
use runtime::response::{ErrorResponse, Response, json};
use serde::Serialize;
use store::StoreError;
use store::events::Event;
use store::states::StoredOrder;
use types::concurrency::bounded;
use types::event_id::EventId;
use types::time::Time;

use super::acting::acted_on;
use crate::dashboard::Dashboard;
use crate::error::ApiError;
use crate::orders::subjects;
use crate::paging::{decode, encode};
use crate::query::Query;

/// The most orders of an answer.
const MOST_ORDERS: usize = 20;
/// The most deliveries that are told of each thing of an order.
const MOST: i32 = 50;
/// How many rows are read at once.
const AT_ONCE: usize = 8;

#[derive(Serialize)]
struct Held {
    /// The channel's id of the customer.
    customer: Option<String>,
    integration: IntegrationId,
    orders: Vec<HeldOrder>,
    next: Option<String>,
}

#[derive(Serialize)]
struct HeldOrder {
    id: String,
    /// The order as lists show it; `None` while nothing of it can be shown.
    order: Option<OrderSummary>,
    deliveries: Vec<HeldDelivery>,
    /// Whether there are more deliveries of it than are told.
    more: bool,
}

/// A delivery of the order, or of a parcel, a return, a payment that belongs to it.
#[derive(Serialize)]
struct HeldDelivery {
    /// The id of its event.
    id: EventId,
    integration: IntegrationId,
    topic: String,
    subject: Option<Subject>,
    received_at: Time,
}

/// `GET /api/webhooks/{id}/held`
pub(crate) async fn held(
    dashboard: &Dashboard,
    user: &User,
    id: &str,
    query: Option<&str>,
) -> Result<Response, ApiError> {
    let query = Query::read(query, &["after"])?;
    let after: Option<String> = query.text("after").map(decode).transpose()?;
    let forbidden = || ErrorResponse::forbidden("Only an owner or a member may see what is held of a person.");
    let (event, visible) = acted_on(dashboard, user, id, forbidden).await?;
    let delivery = dashboard.deliveries.get(&event.delivery_key()).await?.ok_or_else(ErrorResponse::not_found)?;
    let person = person(&delivery).ok_or_else(ErrorResponse::not_found)?;
    let (ids, next) = page(&person.orders, after);
    let orders = orders(dashboard, &event.line.integration, ids, &visible).await?;
    Ok(json(
        StatusCode::OK,
        &Held { customer: person.id, integration: event.line.integration, orders, next: next.as_ref().map(encode) },
    ))
}

/// Whom the delivery is about, if it is a data request. A panic of a parser ends here.
fn person(delivery: &Delivery) -> Option<CustomerIdentifiers> {
    let (metadata, body) = (&delivery.metadata, delivery.body.as_ref()?);
    let context = Context { topic: &metadata.topic, account: &metadata.account, received_at: metadata.received_at };
    match catch_unwind(|| channels::normalize(metadata.channel, &context, body)).ok()?.ok()?.request? {
        PrivacyRequest::DataExport(person) => Some(person),
        PrivacyRequest::RedactCustomer(_) | PrivacyRequest::RedactShop => None,
    }
}

/// The orders behind `after`, and behind which one to go on.
fn page(orders: &BTreeSet<String>, after: Option<String>) -> (Vec<String>, Option<String>) {
    let from = after.map_or(Bound::Unbounded, Bound::Excluded);
    let mut ids: Vec<_> = orders.range((from, Bound::Unbounded)).take(MOST_ORDERS + 1).cloned().collect();
    let more = ids.len() > MOST_ORDERS;
    ids.truncate(MOST_ORDERS);
    let next = ids.last().filter(|_| more).cloned();
    (ids, next)
}

async fn orders(
    dashboard: &Dashboard,
    integration: &IntegrationId,
    ids: Vec<String>,
    visible: &[IntegrationId],
) -> Result<Vec<HeldOrder>, StoreError> {
    let found = dashboard.orders.of_ids(ids.iter().map(|id| (integration.clone(), id.clone()))).await?;
    let mut orders = Vec::with_capacity(ids.len());
    for id in ids {
        let stored = found.iter().find(|order| order.state.id == id);
        let nothing = Joined::default();
        let joined = stored.map_or(&nothing, |stored| stored.state.joined());
        let subjects = subjects(integration, &id, joined, visible);
        let reads = subjects.iter().map(|(integration, of)| dashboard.events.of_subject(integration, of, MOST));
        let (mut deliveries, mut more) = (Vec::new(), false);
        for read in bounded(AT_ONCE, reads.collect()).await {
            let events = read?;
            more |= events.len() >= usize::try_from(MOST).unwrap_or_default();
            deliveries.extend(events.into_iter().map(HeldDelivery::of));
        }
        orders.push(HeldOrder { id, order: stored.and_then(StoredOrder::line), deliveries, more });
    }
    Ok(orders)
}

impl HeldDelivery {
    fn of(event: Event) -> Self {
        let line = event.line;
        Self {
            id: line.id,
            integration: line.integration,
            topic: line.topic,
            subject: line.subject,
            received_at: line.received_at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_orders_hold_each_once() {
        let orders: BTreeSet<_> = (0..45).map(|number| number.to_string()).collect();
        let (mut all, mut after) = (Vec::new(), None);
        for count in [20, 20, 5] {
            let (ids, next) = page(&orders, after);
            assert_eq!((ids.len(), next.is_some()), (count, count == 20));
            all.extend(ids);
            after = next;
        }
        assert!(all.iter().eq(&orders));
        assert_eq!(page(&orders, Some("999".into())), (vec![], None));
    }
}
