//! Histories of orders at Flipkart, Myntra and Amazon.

use serde_json::json;
use types::Channel;

use super::{Rng, Webhook, at};

/// Signed webhooks: the order, its shipment, its payment.
pub(super) fn flipkart(number: u64, rng: &mut Rng) -> Vec<Webhook> {
    let (order, mut second, mut webhooks) = (format!("OD{number}"), 0, Vec::new());
    let (cost, quantity) = (1_000 + number % 7, rng.between(1, 3));
    for status in ["APPROVED", "PACKED", "SHIPPED", "DELIVERED"].iter().take(1 + rng.below(4)) {
        let topic = if webhooks.is_empty() { "ORDER_CREATED" } else { "ORDER_UPDATED" };
        let mode = ["PREPAID", "COD"][rng.below(2)];
        let body = json!({"order": {
            "orderId": order, "status": status, "totalAmount": cost * quantity, "orderDate": at(number, 0).to_string(),
            "updatedAt": at(number, second).to_string(), "paymentMode": mode,
            "orderItems": [{"sku": "TEE", "title": "Black tee", "quantity": quantity, "price": cost}]
        }});
        webhooks.push(webhook(Channel::Flipkart, topic, &body));
        second += rng.between(0, 2);
    }
    for status in ["CREATED", "SHIPPED", "DELIVERED"].iter().take(rng.below(4)) {
        let body = json!({"shipment": {
            "shipmentId": format!("S{number}"), "orderId": order, "trackingId": format!("FMPC{number}"), "courier": "Ekart",
            "status": status, "updatedAt": at(number, second).to_string()
        }});
        webhooks.push(webhook(Channel::Flipkart, "SHIPMENT_CREATED", &body));
        second += rng.between(0, 2);
    }
    for status in ["PENDING", "SETTLED", "REFUNDED"].iter().take(rng.below(4)) {
        let body = json!({"payment": {
            "paymentId": format!("PAY{number}"), "orderId": order, "status": status, "amount": cost * quantity,
            "updatedAt": at(number, second).to_string()
        }});
        webhooks.push(webhook(Channel::Flipkart, "PAYMENT_UPDATED", &body));
        second += rng.between(0, 1);
    }
    webhooks
}

/// Flipkart's own notifications: up to two shipments of one order, which has no webhooks of its own, and a return.
pub(super) fn flipkart_notifications(number: u64, rng: &mut Rng) -> Vec<Webhook> {
    let mut webhooks = Vec::new();
    for shipment_number in 0..1 + rng.below(2) {
        let (shipment, line, mut second) =
            (format!("S{number}-{shipment_number}"), format!("L{number}-{shipment_number}"), 0);
        let items = json!([{
            "orderItemId": line, "orderId": format!("OD{number}"), "orderDate": at(number, 0).to_string(),
            "paymentType": "PREPAID", "quantity": rng.between(1, 3), "sku": "CAP", "title": "Red cap",
            "priceComponents": {"customerPrice": 49.5, "totalPrice": 49.5}, "isReplacement": false
        }]);
        let steps = ["shipment_created", "shipment_packed", "shipment_shipped", "shipment_delivered"];
        for topic in steps.into_iter().take(1 + rng.below(steps.len())) {
            let attributes = match topic {
                "shipment_created" => json!({"hold": false, "orderItems": items}),
                _ => json!({"status": topic, "trackingId": format!("FMPC{number}"), "courierName": "Ekart"}),
            };
            let body = json!({
                "eventType": topic, "timestamp": at(number, second).to_string(), "shipmentId": shipment,
                "attributes": attributes
            });
            webhooks.push(webhook(Channel::Flipkart, topic, &body));
            second += rng.between(0, 2);
        }
        for topic in ["return_created", "return_completed"].into_iter().take(rng.below(3)) {
            let item = json!({"orderItemId": line, "quantity": 1, "shipmentId": shipment, "reason": "SIZE"});
            let body = json!({
                "eventType": topic, "timestamp": at(number, second).to_string(),
                "returnId": format!("R{number}-{shipment_number}"),
                "attributes": {"status": topic, "returnItems": [item]}
            });
            webhooks.push(webhook(Channel::Flipkart, topic, &body));
            second += rng.between(0, 2);
        }
    }
    webhooks
}

/// An order, possibly cancelled or partly returned.
pub(super) fn myntra(number: u64, rng: &mut Rng) -> Vec<Webhook> {
    let (order, mut second, mut webhooks) = (format!("{}", 400_000_000_000_u64 + number), 0, Vec::new());
    let lines: Vec<_> = (0..1 + rng.below(2))
        .map(|line| json!({"orderLineId": line + 1, "sellerSku": "MUG", "quantity": 1, "sellingPrice": 333.33}))
        .collect();
    for status in ["CREATED", "PACKED", "SHIPPED", "DELIVERED"].iter().take(1 + rng.below(4)) {
        let topic = if webhooks.is_empty() { "order/create" } else { "order/update" };
        let body = json!({
            "orderId": order, "status": status, "createdOn": at(number, 0).to_string(), "paymentMode": "COD",
            "updatedOn": at(number, second).to_string(), "totalAmount": 333.33, "orderLines": lines
        });
        webhooks.push(webhook(Channel::Myntra, topic, &body));
        second += rng.between(0, 2);
    }
    if rng.one_in(4) {
        let body = json!({
            "orderId": order, "status": "CANCELLED", "updatedOn": at(number, second).to_string(),
            "cancellationReason": "customer changed their mind"
        });
        webhooks.push(webhook(Channel::Myntra, "order/cancel", &body));
    }
    for status in ["RETURN_CREATED", "RETURN_COMPLETED"].iter().take(rng.below(3)) {
        let body = json!({
            "returnId": format!("R{number}"), "orderId": order, "status": status,
            "updatedOn": at(number, second).to_string(), "returnLines": [{"orderLineId": 1, "quantity": 1, "reason": "SIZE"}]
        });
        webhooks.push(webhook(Channel::Myntra, "order/return", &body));
        second += rng.between(0, 2);
    }
    webhooks
}

/// ORDER_CHANGE notifications, of the whole order or of an item.
pub(super) fn amazon(number: u64, rng: &mut Rng) -> Vec<Webhook> {
    let (mut second, mut webhooks) = (0, Vec::new());
    let statuses = ["Pending", "Unshipped", "PartiallyShipped", "Shipped", "Canceled"];
    for status in statuses.into_iter().filter(|_| !rng.one_in(3)).collect::<Vec<_>>() {
        let level = if rng.one_in(3) { "OrderItemLevel" } else { "OrderLevel" };
        let body = json!({
            "NotificationType": "ORDER_CHANGE", "EventTime": at(number, second).to_string(),
            "Payload": {"OrderChangeNotification": {
                "NotificationLevel": level, "SellerId": "A1EXAMPLESELLER", "AmazonOrderId": format!("403-{number:07}-7654321"),
                "OrderChangeTrigger": {"TimeOfOrderChange": at(number, second).to_string(), "ChangeReason": "NA"},
                "Summary": {
                    "OrderStatus": status, "PurchaseDate": at(number, 0).to_string(), "FulfillmentType": "MFN",
                    "OrderItems": [{"OrderItemId": "1", "SellerSKU": "TEE", "OrderItemStatus": status, "Quantity": 2}]
                }
            }},
            "NotificationMetadata": {"NotificationId": format!("{number}-{}", webhooks.len())}
        });
        webhooks.push(webhook(Channel::Amazon, "ORDER_CHANGE", &body));
        second += rng.between(0, 2);
    }
    webhooks
}

fn webhook(channel: Channel, topic: &'static str, body: &serde_json::Value) -> Webhook {
    Webhook { channel, topic, body: body.to_string() }
}
