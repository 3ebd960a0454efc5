//! Windows, pages, and what is stored of them.

use serde_json::json;
use shared::integration::Integration;
use shared::time::Time;

use crate::stack::{NOON, Stack, TOKEN, domain, order};

fn noon_minus(minutes: i64) -> Time {
    NOON.parse::<Time>().unwrap().plus_millis(-minutes * 60_000)
}

#[tokio::test]
async fn all_pages_of_a_window_are_stored_and_the_overlap_stores_nothing_twice() {
    let stack = Stack::start().await;
    stack.shop("shop").await;
    // One is too old for the first run, and one is left to its webhook.
    stack.orders("shop", (1..=14).chain([60 * 25, 0]));
    let first = stack.run().await;
    assert_eq!((first.asked, first.failed, first.stored, first.known), (1, 0, 14, 0));
    assert_eq!(stack.asked("shop"), ["Orders"; 3]);
    let mark = stack.mark("shop").await.unwrap();
    assert_eq!((mark.until, mark.error, mark.unfinished), (Some(noon_minus(1)), None, None));
    stack.later(15);
    let second = stack.run().await;
    // Changed within the five minutes before the mark, and the one of noon.
    assert_eq!((second.stored, second.known), (1, 6));
    assert_eq!(stack.rows("DELIVERIES_TABLE").await.len(), 15);
}

#[tokio::test]
async fn a_run_that_ends_between_two_pages_is_gone_on_with() {
    let stack = Stack::start().await;
    stack.shop("shop").await;
    stack.orders("shop", (1..=14).rev().map(|minute| minute + 20));
    stack.next("shop", json!({"operation": "Orders", "skip": 1, "status": 500}));
    let first = stack.run().await;
    assert_eq!((first.failed, first.stored), (1, 6));
    let mark = stack.mark("shop").await.unwrap();
    assert_eq!((mark.error.as_deref(), mark.until), (Some("unavailable"), Some(noon_minus(29))));
    assert!(mark.unfinished.is_some());
    stack.later(15);
    let second = stack.run().await;
    // Nothing of the first page is asked for again; then the window up to now follows.
    assert_eq!((second.failed, second.stored, second.known), (0, 8, 0));
    let mark = stack.mark("shop").await.unwrap();
    assert_eq!((mark.error, mark.until), (None, Some(noon_minus(-14))));
}

#[tokio::test]
async fn a_place_that_the_shop_knows_no_more_is_given_up_for_the_mark() {
    let stack = Stack::start().await;
    stack.shop("shop").await;
    stack.orders("shop", (1..=14).rev().map(|minute| minute + 20));
    stack.next("shop", json!({"operation": "Orders", "skip": 1, "body": {"errors": [{"message": "Invalid cursor"}]}}));
    assert_eq!(stack.run().await.stored, 6);
    let mark = stack.mark("shop").await.unwrap();
    assert_eq!((mark.error.as_deref(), mark.unfinished), (Some("refused"), None));
    stack.later(15);
    assert_eq!(stack.run().await.stored, 8);
}

#[tokio::test]
async fn an_order_that_fits_no_page_is_asked_for_alone_and_whole() {
    let stack = Stack::start().await;
    stack.shop("shop").await;
    let mut large = order(1, 10);
    let lines = (0..230).map(|n| json!({"id": 9000 + n, "sku": "TEE", "title": "Tee", "quantity": 1, "price": "1.00"}));
    large["line_items"] = lines.collect();
    let refund = |n: i64| {
        json!({
            "id": 7000 + n, "created_at": "2026-11-24T11:00:00Z", "refund_shipping_lines": [],
            "refund_line_items": [{"quantity": 1, "restock_type": "return", "line_item_id": 9000 + n, "total_tax": "0.05"}],
            "transactions": [{"kind": "refund", "status": "success", "amount": "1.05", "currency": "INR"}],
        })
    };
    large["refunds"] = (0..3).map(refund).collect();
    stack.order("shop", large);
    // This one has but more lines than a page shows; it changed before the other.
    let mut longer = order(2, 11);
    longer["line_items"] =
        (0..11).map(|n| json!({"id": 9500 + n, "title": "Tee", "quantity": 1, "price": "1.00"})).collect();
    stack.order("shop", longer);
    assert_eq!(stack.run().await.stored, 2);
    let asked = ["Orders", "Order", "Order", "Order", "Order", "Refund", "Refund", "Refund"];
    assert_eq!(stack.asked("shop"), asked);
}

#[tokio::test]
async fn each_parcel_of_an_order_is_asked_for_where_a_page_shows_too_few() {
    let stack = Stack::start().await;
    stack.shop("shop").await;
    let parcel = |order: i64, n: i64, lines: i64| {
        let line = |line: i64| json!({"id": 9000 + order + line, "quantity": 1});
        json!({
            "id": 5000 + 10 * order + n, "status": "success", "shipment_status": "in_transit",
            "tracking_company": "Delhivery", "tracking_numbers": [format!("AWB{order}{n}")], "tracking_urls": [null],
            "created_at": "2026-11-24T11:00:00Z", "updated_at": "2026-11-24T11:00:00Z",
            "line_items": (0..lines).map(line).collect::<Vec<_>>(),
        })
    };
    let sent = |number: i64, minutes: i64, parcels: &[i64]| {
        let mut order = order(number, minutes);
        order["fulfillment_status"] = json!("fulfilled");
        order["fulfillments"] =
            parcels.iter().enumerate().map(|(n, lines)| parcel(number, i64::try_from(n).unwrap(), *lines)).collect();
        order
    };
    // One parcel fits a page; three, or one of more lines than a page shows, do not.
    stack.order("shop", sent(1, 12, &[1]));
    stack.order("shop", sent(2, 11, &[1, 1, 1]));
    stack.order("shop", sent(3, 10, &[130]));
    assert_eq!(stack.run().await.stored, 3);
    let alone = ["Order", "Fulfillment", "Fulfillment", "Fulfillment", "Order", "Fulfillment", "Fulfillment"];
    assert_eq!(stack.asked("shop"), [&["Orders"][..], &alone].concat());
}

#[tokio::test]
async fn who_has_no_token_any_more_or_is_disabled_is_not_asked() {
    let stack = Stack::start().await;
    let shop = stack.shop("shop").await;
    let other = stack.shop("other").await;
    stack.change(&Integration { access_token: None, ..shop }).await;
    stack.change(&Integration { enabled: false, ..other }).await;
    assert_eq!(stack.run().await.asked, 0);
    assert!(stack.asked("shop").is_empty() && stack.asked("other").is_empty());
    assert_eq!(stack.mark("shop").await, None);
}

#[tokio::test]
async fn the_token_stands_in_no_row_but_its_envelope() {
    let stack = Stack::start().await;
    stack.shop("shop").await;
    stack.orders("shop", 1..=3);
    stack.run().await;
    for table in ["DELIVERIES_TABLE", "LEDGER_TABLE", "EVENTS_TABLE", "STATE_TABLE", "INTEGRATIONS_TABLE"] {
        let rows = stack.rows(table).await;
        assert!(!rows.iter().any(|row| row.contains(TOKEN)), "{table}");
    }
    assert!(!format!("{:?}", stack.shopify).contains(TOKEN));
    assert_eq!(stack.shopify.received_operations(&domain("shop")).len(), 1);
}
