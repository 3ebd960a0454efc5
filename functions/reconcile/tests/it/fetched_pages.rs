//! Windows and pages, and the deliveries that are stored from them.

use domain::integration::Integration;
use serde_json::json;
use types::time::Time;

use crate::stack::{NOON, Stack, TOKEN, domain, order};

fn noon_minus(minutes: i64) -> Time {
    NOON.parse::<Time>().unwrap().plus_millis(-minutes * 60_000)
}

#[tokio::test]
async fn all_pages_of_a_window_are_stored_and_the_overlap_stores_no_duplicates() {
    let stack = Stack::start().await;
    stack.create_shop("shop").await;
    // One order is older than the lookback, and one is newer than the delay.
    stack.put_orders("shop", (1..=14).chain([60 * 25, 0]));
    let first = stack.run().await;
    assert_eq!((first.reconciled, first.failed, first.stored, first.duplicates), (1, 0, 14, 0));
    assert_eq!(stack.requests("shop"), ["Orders"; 5]);
    let checkpoint = stack.checkpoint("shop").await.unwrap();
    assert_eq!((checkpoint.until, checkpoint.error, checkpoint.unfinished), (Some(noon_minus(1)), None, None));
    stack.advance_minutes(15);
    let second = stack.run().await;
    // The orders of the five minutes of overlap again, and the order changed at noon.
    assert_eq!((second.stored, second.duplicates), (1, 6));
    assert_eq!(stack.rows("DELIVERIES_TABLE").await.len(), 15);
}

#[tokio::test]
async fn run_that_failed_between_pages_is_continued_by_the_next() {
    let stack = Stack::start().await;
    stack.create_shop("shop").await;
    stack.put_orders("shop", (1..=14).rev().map(|minute| minute + 20));
    stack.respond_next("shop", json!({"operation": "Orders", "skip": 1, "status": 500}));
    let first = stack.run().await;
    assert_eq!((first.failed, first.stored), (1, 3));
    let checkpoint = stack.checkpoint("shop").await.unwrap();
    assert_eq!((checkpoint.error.as_deref(), checkpoint.until), (Some("unavailable"), Some(noon_minus(32))));
    assert!(checkpoint.unfinished.is_some());
    stack.advance_minutes(15);
    let second = stack.run().await;
    // The first page is not fetched again. Then the window up to now follows.
    assert_eq!((second.failed, second.stored, second.duplicates), (0, 11, 0));
    let checkpoint = stack.checkpoint("shop").await.unwrap();
    assert_eq!((checkpoint.error, checkpoint.until), (None, Some(noon_minus(-14))));
}

#[tokio::test]
async fn invalid_cursor_is_dropped_and_the_next_run_starts_at_the_checkpoint() {
    let stack = Stack::start().await;
    stack.create_shop("shop").await;
    stack.put_orders("shop", (1..=14).rev().map(|minute| minute + 20));
    stack.respond_next(
        "shop",
        json!({"operation": "Orders", "skip": 1, "body": {"errors": [{"message": "Invalid cursor"}]}}),
    );
    assert_eq!(stack.run().await.stored, 3);
    let checkpoint = stack.checkpoint("shop").await.unwrap();
    assert_eq!((checkpoint.error.as_deref(), checkpoint.unfinished), (Some("refused"), None));
    stack.advance_minutes(15);
    assert_eq!(stack.run().await.stored, 11);
}

#[tokio::test]
async fn order_too_large_for_a_page_is_fetched_separately_and_completely() {
    let stack = Stack::start().await;
    stack.create_shop("shop").await;
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
    stack.put_order("shop", large);
    // This order only has more line items than a page shows. It changed before the other.
    let mut longer = order(2, 11);
    longer["line_items"] =
        (0..11).map(|n| json!({"id": 9500 + n, "title": "Tee", "quantity": 1, "price": "1.00"})).collect();
    stack.put_order("shop", longer);
    assert_eq!(stack.run().await.stored, 2);
    let operations = ["Orders", "Order", "Order", "Order", "Order", "Refund", "Refund", "Refund"];
    assert_eq!(stack.requests("shop"), operations);
}

#[tokio::test]
async fn shipments_that_do_not_fit_a_page_are_fetched_separately() {
    let stack = Stack::start().await;
    stack.create_shop("shop").await;
    let shipment = |order: i64, n: i64, lines: i64| {
        let line = |line: i64| json!({"id": 9000 + order + line, "quantity": 1});
        json!({
            "id": 5000 + 10 * order + n, "status": "success", "shipment_status": "in_transit",
            "tracking_company": "Delhivery", "tracking_numbers": [format!("AWB{order}{n}")], "tracking_urls": [null],
            "created_at": "2026-11-24T11:00:00Z", "updated_at": "2026-11-24T11:00:00Z",
            "line_items": (0..lines).map(line).collect::<Vec<_>>(),
        })
    };
    let shipped = |number: i64, minutes: i64, shipments: &[i64]| {
        let mut order = order(number, minutes);
        order["fulfillment_status"] = json!("fulfilled");
        order["fulfillments"] = shipments
            .iter()
            .enumerate()
            .map(|(n, lines)| shipment(number, i64::try_from(n).unwrap(), *lines))
            .collect();
        order
    };
    // One shipment fits a page. Three do not, nor does one with more line items than a page shows.
    stack.put_order("shop", shipped(1, 12, &[1]));
    stack.put_order("shop", shipped(2, 11, &[1, 1, 1]));
    stack.put_order("shop", shipped(3, 10, &[130]));
    assert_eq!(stack.run().await.stored, 3);
    let separately = ["Order", "Fulfillment", "Fulfillment", "Fulfillment", "Order", "Fulfillment", "Fulfillment"];
    assert_eq!(stack.requests("shop"), [&["Orders"][..], &separately].concat());
}

#[tokio::test]
async fn integration_without_token_or_disabled_is_not_reconciled() {
    let stack = Stack::start().await;
    let shop = stack.create_shop("shop").await;
    let other = stack.create_shop("other").await;
    stack.update_integration(&Integration { access_token: None, ..shop }).await;
    stack.update_integration(&Integration { enabled: false, ..other }).await;
    assert_eq!(stack.run().await.reconciled, 0);
    assert!(stack.requests("shop").is_empty() && stack.requests("other").is_empty());
    assert_eq!(stack.checkpoint("shop").await, None);
}

#[tokio::test]
async fn access_token_is_in_no_row_in_plain_text() {
    let stack = Stack::start().await;
    stack.create_shop("shop").await;
    stack.put_orders("shop", 1..=3);
    stack.run().await;
    for table in ["DELIVERIES_TABLE", "LEDGER_TABLE", "EVENTS_TABLE", "STATE_TABLE", "INTEGRATIONS_TABLE"] {
        let rows = stack.rows(table).await;
        assert!(!rows.iter().any(|row| row.contains(TOKEN)), "{table}");
    }
    assert!(!format!("{:?}", stack.shopify).contains(TOKEN));
    assert_eq!(stack.shopify.received_operations(&domain("shop")).len(), 1);
}
