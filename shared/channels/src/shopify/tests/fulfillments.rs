//! Fulfillments inside of an order's body.

use domain::state::Change;
use domain::state::order::OrderChange;
use serde_json::{Value, json};

use super::{changed, error_code, normalize};

/// The change of an order with this one fulfillment.
fn order_with(fulfillment: Value) -> OrderChange {
    let body = changed("orders-create", |order| order["fulfillments"] = json!([fulfillment]));
    let normalized = normalize("orders/updated", &body).unwrap();
    let [Change::Order(change)] = normalized.changes.as_slice() else { panic!("not an order") };
    change.clone()
}

fn fulfillment() -> Value {
    json!({
        "id": 255858046_u64, "order_id": 637194728041593621_u64, "status": "success", "shipment_status": "in_transit",
        "tracking_company": "Ekart", "tracking_number": "W1", "tracking_numbers": ["W1", "W2"],
        "tracking_url": "https://track.example/W1", "tracking_urls": ["https://track.example/W1"],
        "created_at": "2026-11-01T10:00:00Z", "updated_at": "2026-11-01T11:00:00Z",
        "line_items": [{"id": 11, "quantity": 2, "price": "999.00"}]
    })
}

#[test]
fn fulfillment_is_a_shipment_with_its_own_time() {
    let change = order_with(fulfillment());
    let [shipment] = change.shipments.as_slice() else { panic!("not one shipment") };
    assert_eq!((shipment.id.as_str(), shipment.at), ("255858046", "2026-11-01T11:00:00Z".parse().unwrap()));
    let details = (
        shipment.shipment.status.word.as_str(),
        shipment.shipment.courier.as_deref(),
        shipment.shipment.units.get("11"),
    );
    assert_eq!(details, ("in_transit", Some("Ekart"), Some(&2)));
    assert_eq!((shipment.shipment.numbers.len(), shipment.shipment.urls.len()), (2, 1));
    // Never newer than its order.
    let mut ahead = fulfillment();
    ahead["updated_at"] = json!("2099-01-01T00:00:00Z");
    let change = order_with(ahead);
    assert_eq!(change.shipments[0].at, change.at);
}

#[test]
fn fulfillment_step_follows_its_own_then_its_carriers_status() {
    use domain::state::shipment::ShipmentStep::{Cancelled, Created, Delivered, DeliveryFailed, Other, PickedUp};
    for (own, carrier, step) in [
        (json!("success"), Value::Null, PickedUp),
        (json!("pending"), Value::Null, Created),
        (Value::Null, Value::Null, Created),
        (json!("success"), json!("delivered"), Delivered),
        (json!("success"), json!("failure"), DeliveryFailed),
        (json!("cancelled"), json!("delivered"), Cancelled),
        (json!("failure"), Value::Null, Other),
        (json!("success"), json!("eaten_by_a_goat"), Other),
    ] {
        let mut body = fulfillment();
        (body["status"], body["shipment_status"]) = (own.clone(), carrier.clone());
        assert_eq!(order_with(body).shipments[0].shipment.status.step, step, "{own} {carrier}");
    }
}

#[test]
fn only_web_urls_and_a_bounded_number_of_values_are_kept() {
    let mut body = fulfillment();
    body["tracking_urls"] = json!([
        "javascript:alert(1)",
        "data:text/html,x",
        "//track.example",
        "/W1",
        "https://",
        "https://a@track.example/W1",
        "ftp://track.example",
        "https://track.example/a b",
        null,
        "",
        " https://track.example/2 ",
        format!("https://track.example/{}", "x".repeat(500)),
        "http://track.example/3"
    ]);
    let urls = order_with(body).shipments[0].shipment.urls.clone();
    assert_eq!(urls, ["https://track.example/2", "http://track.example/3", "https://track.example/W1"]);
    let mut body = fulfillment();
    body["tracking_numbers"] = json!((0..100).map(|number| format!("{number}{}", "9".repeat(200))).collect::<Vec<_>>());
    let numbers = order_with(body).shipments[0].shipment.numbers.clone();
    assert!(numbers.len() == 20 && numbers.iter().all(|number| number.len() == 100), "{numbers:?}");
    let many = changed("orders-create", |order| order["fulfillments"] = json!(vec![fulfillment(); 501]));
    assert_eq!(error_code("orders/create", &many), "too_large");
    let none = changed("orders-create", |order| order["fulfillments"] = Value::Null);
    assert!(normalize("orders/create", &none).is_ok());
}
