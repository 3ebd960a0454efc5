//! `GET /api/webhooks/{id}/held`: what is stored about the customer whom a data request names: their orders, and the
//! deliveries of each order.

use std::collections::BTreeSet;
use std::ops::Bound;
use std::panic::catch_unwind;

use channels::Context;
use domain::delivery::Delivery;
use domain::integration::IntegrationId;
use domain::permissions::Action;
use domain::privacy::{CustomerIdentifiers, PrivacyRequest};
use domain::state::order::{Joined, OrderSummary};
use domain::subject::Subject;
use runtime::response::ErrorResponse;
use serde::Serialize;
use store::StoreError;
use store::events::Event;
use store::states::StoredOrder;
use types::concurrency::bounded;
use types::event_id::EventId;
use types::time::Time;

use super::permissions::{PermittedEvent, permitted_event};
use crate::context::ApiContext;
use crate::error::ApiError;
use crate::orders::related_subjects;
use crate::paging::{decode, encode};
use crate::query::QueryParameters;
use crate::request::ApiRequest;
use crate::response::Json;

/// The query parameters of `GET /api/webhooks/{id}/held`.
pub(crate) const EXPORT_PARAMETERS: QueryParameters = &[&["after"]];

/// The most orders of one response.
const MAX_ORDERS: usize = 20;
/// The most deliveries of one subject (the order, a shipment, a return, a payment).
const MAX_DELIVERIES_PER_SUBJECT: i32 = 50;
const MAX_CONCURRENT_READS: usize = 8;

/// One page of the data that is stored about a customer.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct DataExportResponse {
    /// The channel's id of the customer; null if the data request has none.
    customer: Option<String>,
    /// The integration that received the data request.
    integration: IntegrationId,
    /// The orders that the data request names.
    orders: Vec<ExportedOrder>,
    /// The `after` of the next page; null on the last page.
    next: Option<String>,
}

/// An order of the customer.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct ExportedOrder {
    /// The channel's id of the order.
    id: String,
    /// The order as lists show it; null if no order with this id can be shown.
    order: Option<OrderSummary>,
    /// The deliveries of the order and of the shipments, returns and payments that belong to it.
    deliveries: Vec<ExportedDelivery>,
    /// Whether there are more deliveries than are listed.
    more: bool,
}

/// A delivery of the order, or of a shipment, a return or a payment that belongs to it.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct ExportedDelivery {
    /// The id of the delivery's event.
    id: EventId,
    /// The integration that received the delivery.
    integration: IntegrationId,
    /// The topic, in the channel's spelling.
    topic: String,
    /// The subject of the delivery, such as `order#1042`.
    subject: Option<Subject>,
    /// When the webhook was received.
    received_at: Time,
}

/// `GET /api/webhooks/{id}/held`
pub(crate) async fn export_customer_data(
    context: &ApiContext,
    request: &ApiRequest,
) -> Result<Json<DataExportResponse>, ApiError> {
    let query = &request.query;
    let after: Option<String> = query.text("after").map(decode).transpose()?;
    let id = request.path_parameter("id");
    let permitted = permitted_event(context, &request.user, id, Action::ExportCustomerData).await?;
    let PermittedEvent { event, visible_integrations } = permitted;
    let delivery = context.deliveries.get(&event.delivery_key()).await?.ok_or_else(ErrorResponse::not_found)?;
    let customer = requested_customer(&delivery).ok_or_else(ErrorResponse::not_found)?;
    let (order_ids, next) = page(&customer.orders, after);
    let integration = event.summary.integration;
    let orders = export_orders(context, &integration, order_ids, &visible_integrations).await?;
    let next = next.as_ref().map(encode);
    Ok(Json(DataExportResponse { customer: customer.id, integration, orders, next }))
}

/// The customer whom a data request names; `None` for any other delivery. A panic while the body is normalized counts as
/// any other delivery.
fn requested_customer(delivery: &Delivery) -> Option<CustomerIdentifiers> {
    let (metadata, body) = (&delivery.metadata, delivery.body.as_ref()?);
    let context = Context { topic: &metadata.topic, account: &metadata.account, received_at: metadata.received_at };
    match catch_unwind(|| channels::normalize(metadata.channel, &context, body)).ok()?.ok()?.request? {
        PrivacyRequest::DataExport(customer) => Some(customer),
        PrivacyRequest::RedactCustomer(_) | PrivacyRequest::RedactShop => None,
    }
}

/// The order ids after `after`, and the id after which the next page starts.
fn page(orders: &BTreeSet<String>, after: Option<String>) -> (Vec<String>, Option<String>) {
    let from = after.map_or(Bound::Unbounded, Bound::Excluded);
    let mut ids: Vec<_> = orders.range((from, Bound::Unbounded)).take(MAX_ORDERS + 1).cloned().collect();
    let more = ids.len() > MAX_ORDERS;
    ids.truncate(MAX_ORDERS);
    let next = ids.last().filter(|_| more).cloned();
    (ids, next)
}

async fn export_orders(
    context: &ApiContext,
    integration: &IntegrationId,
    ids: Vec<String>,
    visible_integrations: &[IntegrationId],
) -> Result<Vec<ExportedOrder>, StoreError> {
    let stored_orders = context.orders.of_ids(ids.iter().map(|id| (integration.clone(), id.clone()))).await?;
    let mut orders = Vec::with_capacity(ids.len());
    for id in ids {
        let stored = stored_orders.iter().find(|order| order.state.id == id);
        let nothing_joined = Joined::default();
        let joined = stored.map_or(&nothing_joined, |stored| stored.state.joined());
        let subjects = related_subjects(integration, &id, joined, visible_integrations);
        let reads = subjects
            .iter()
            .map(|(integration, subject)| context.events.of_subject(integration, subject, MAX_DELIVERIES_PER_SUBJECT));
        let (mut deliveries, mut more) = (Vec::new(), false);
        for read in bounded(MAX_CONCURRENT_READS, reads.collect()).await {
            let events = read?;
            more |= events.len() >= usize::try_from(MAX_DELIVERIES_PER_SUBJECT).unwrap_or_default();
            deliveries.extend(events.into_iter().map(ExportedDelivery::from_event));
        }
        orders.push(ExportedOrder { id, order: stored.and_then(StoredOrder::summary), deliveries, more });
    }
    Ok(orders)
}

impl ExportedDelivery {
    fn from_event(event: Event) -> Self {
        let summary = event.summary;
        Self {
            id: summary.id,
            integration: summary.integration,
            topic: summary.topic,
            subject: summary.subject,
            received_at: summary.received_at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_contain_each_order_once() {
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
