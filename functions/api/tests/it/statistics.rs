//! Statistics of events, orders and connections.

use domain::event_summary::Status;
use domain::state::order::OrderSummary;
use domain::statistics::{BucketSize, CountedEvent, EventRollup, OrderDay, OrderRollup};
use serde_json::{Value, json};
use store::connections::LiveTransport;
use store::ledger::{DAY_ROLLUPS, HOUR_ROLLUPS, MINUTE_ROLLUPS, ORDER_DAY_ROLLUPS, RollupSeries, StoredRollup};
use types::Channel;
use types::event_id::EventId;
use types::time::{Clock, Time};

use crate::stack::{Stack, time};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

impl Stack {
    async fn put<T: serde::Serialize>(&self, series: &RollupSeries<T>, integration: &str, bucket: Time, rollup: T) {
        let rollups = local_testing::store(&self.client, &self.environment).rollups().unwrap();
        let held = StoredRollup { rollup, version: 0 };
        let expires_at = Clock::system().now().plus_millis(DAY);
        assert!(rollups.put(series, &integration.parse().unwrap(), bucket, &held, expires_at).await.unwrap());
    }
}

/// A rollup of events of each status, processed after 10 ms and pushed after 20 ms.
fn rollup(processed: u64, failed: u64) -> EventRollup {
    let mut rollup = EventRollup::default();
    for number in 0..processed + failed {
        let is_failed = number < failed;
        let event = CountedEvent {
            id: EventId::first_of(time(0)),
            source: Channel::Shopify,
            topic: if is_failed { "orders/updated" } else { "orders/create" }.to_owned(),
            status: if is_failed { Status::Failed } else { Status::Processed },
            received_at: time(0),
            processed_at: time(10),
            replays: 0,
        };
        rollup.add(&event, Some(20));
    }
    rollup
}

#[tokio::test]
async fn events_are_counted_by_source_topic_and_status_in_buckets_for_the_window() {
    let stack = Stack::start().await;
    stack.integration("ann", "one").await;
    stack.integration("ann", "two").await;
    for (integration, bucket, processed) in [("one", 0, 3), ("two", 0, 2), ("one", 1, 1), ("one", 2, 100)] {
        stack.put(&MINUTE_ROLLUPS, integration, time(bucket * MINUTE), rollup(processed, 1)).await;
        stack.put(&HOUR_ROLLUPS, integration, time(bucket * HOUR), rollup(processed, 1)).await;
        stack.put(&DAY_ROLLUPS, integration, time(bucket * DAY), rollup(processed, 1)).await;
    }
    let progress = local_testing::store(&stack.client, &stack.environment).rollup_progress().unwrap();
    progress.record(time(10 * DAY + 90_000)).await.unwrap();
    for (length, step) in [(MINUTE, 60), (HOUR, 3600), (DAY, 86_400)] {
        // Two buckets of data; a third lies behind the window. Buckets of a day need a window of weeks.
        let weeks = if length == DAY { 20 } else { 0 };
        let (from, to) = (time(-weeks * DAY), time(2 * length));
        let from = if length == HOUR { time(-HOUR) } else { from };
        let (status, response) = stack.get("ann", &format!("/api/webhooks/stats?from={from}&to={to}")).await;
        assert_eq!((status, &response["step_seconds"]), (200, &json!(step)), "{response}");
        assert_eq!(response["total"], json!({"processed": 6, "failed": 3}));
        assert_eq!(response["sources"], json!([{"source": "shopify", "processed": 6, "failed": 3}]));
        assert_eq!(
            response["topics"],
            json!([
                {"source": "shopify", "topic": "orders/create", "processed": 6, "failed": 0},
                {"source": "shopify", "topic": "orders/updated", "processed": 0, "failed": 3},
            ])
        );
        assert_eq!(response["latency"]["processed"], json!({"count": 9, "p50_ms": 10, "p99_ms": 10, "max_ms": 10}));
        assert_eq!(response["latency"]["pushed"]["max_ms"], 20);
        let series = response["series"].as_array().unwrap();
        let last_two = &series[series.len() - 2..];
        assert_eq!(last_two[0], json!({"at": time(0), "processed": 5, "failed": 2}), "{response}");
        assert_eq!(last_two[1], json!({"at": time(length), "processed": 1, "failed": 1}));
        assert_eq!(response["complete_until"], json!(time(10 * DAY)));
    }
}

#[tokio::test]
async fn statistics_cost_the_same_for_any_number_of_events() {
    let stack = Stack::start().await;
    stack.integration("ann", "shop").await;
    let path = format!("/api/webhooks/stats?from={}&to={}", time(0), time(2 * HOUR));
    let orders = format!("/api/orders/stats?from={}&to={}", time(0), time(7 * DAY));
    let (empty, few) = stack.get_counted("ann", &path).await;
    let (_, few_orders) = stack.get_counted("ann", &orders).await;
    assert_eq!(empty["total"], json!({"processed": 0, "failed": 0}));
    stack.events("shop", 0..500).await;
    let ids: Vec<_> = (0..300).map(|number| number.to_string()).collect();
    let placed: Vec<_> = ids.iter().zip(0..).map(|(id, millis)| (id.as_str(), millis)).collect();
    stack.orders("shop", &placed).await;
    for minute in 0..120 {
        stack.put(&MINUTE_ROLLUPS, "shop", time(minute * MINUTE), rollup(1_000, 5)).await;
    }
    let (response, many) = stack.get_counted("ann", &path).await;
    assert_eq!(response["total"], json!({"processed": 120_000, "failed": 600}));
    assert_eq!((few, many), (3, 3), "memberships, progress, rollups");
    assert_eq!((few_orders, stack.get_counted("ann", &orders).await.1), (3, 3));
}

#[tokio::test]
async fn stranger_sees_no_statistics() {
    let stack = Stack::start().await;
    stack.integration("ann", "shop").await;
    stack.integration("eve", "other").await;
    stack.put(&HOUR_ROLLUPS, "shop", time(0), rollup(5, 5)).await;
    stack.put(&ORDER_DAY_ROLLUPS, "shop", time(0), day(&[(0, "10.00", None)])).await;
    stack.connection("ann", "1", LiveTransport::Websocket, 60).await;
    for more in ["", "&integration=shop"] {
        let window = format!("?from={}&to={}{more}", time(0), time(4 * HOUR));
        let (_, response) = stack.get("eve", &format!("/api/webhooks/stats{window}")).await;
        assert_eq!((&response["total"], &response["topics"]), (&json!({"processed": 0, "failed": 0}), &json!([])));
        let (_, response) = stack.get("eve", &format!("/api/orders/stats{window}")).await;
        assert_eq!(response["total"], json!([]));
    }
    for path in ["/api/webhooks/connections", "/api/webhooks/connections?integration=shop"] {
        assert_eq!(stack.get("eve", path).await.1["connections"], 0);
    }
}

#[tokio::test]
async fn invalid_window_is_400() {
    let stack = Stack::start().await;
    for path in [
        "/api/webhooks/stats?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z",
        "/api/webhooks/stats?from=2020-01-01T00:00:00Z",
        "/api/webhooks/stats?from=x",
        "/api/webhooks/stats?limit=5",
        "/api/webhooks/stats?integration=A",
        "/api/orders/stats?offset_minutes=7",
        "/api/orders/stats?time_zone=India",
        "/api/orders/stats?time_zone=Asia/Kolkata&offset_minutes=330",
        "/api/orders/stats?from=2025-01-01T00:00:00Z",
        "/api/webhooks/connections?user=ann",
    ] {
        let (status, response) = stack.get("ann", path).await;
        assert_eq!((status, &response["error"]), (400, &json!("bad_query")), "{path}");
    }
}

#[tokio::test]
async fn integration_has_its_last_event_and_failures_of_the_last_day() {
    let stack = Stack::start().await;
    stack.integration("ann", "shop").await;
    let ids = stack.events("shop", [1, 3]).await;
    let hour = BucketSize::Hour.floor(Clock::system().now());
    stack.put(&HOUR_ROLLUPS, "shop", hour, rollup(7, 2)).await;
    stack.put(&HOUR_ROLLUPS, "shop", hour.plus_millis(-30 * HOUR), rollup(7, 50)).await;
    let (_, response) = stack.get("ann", "/api/integrations/shop").await;
    assert_eq!(response["last_event"], json!({"id": ids[1], "received_at": time(3), "status": "failed"}));
    assert_eq!(response["failed_last_day"], 2);
}

#[tokio::test]
async fn connections_are_counted_of_users_who_share_an_integration() {
    let stack = Stack::start().await;
    stack.integration("ann", "shop").await;
    let members = json!({"members": [{"user": "ann", "role": "owner"}, {"user": "bob", "role": "viewer"}]});
    assert_eq!(stack.call("ann", "PATCH", "/api/integrations/shop", Some(members)).await.0, 200);
    let oldest = stack.connection("ann", "1", LiveTransport::Websocket, 60).await;
    stack.connection("ann", "2", LiveTransport::Sse, 60).await;
    stack.connection("bob", "3", LiveTransport::Websocket, 60).await;
    stack.connection("bob", "expired", LiveTransport::Websocket, -1).await;
    stack.connection("eve", "4", LiveTransport::Websocket, 60).await;
    let (status, response) = stack.get("bob", "/api/webhooks/connections").await;
    let expected = json!({"connections": 3, "users": 2, "by_transport": {"websocket": 2, "sse": 1},
        "oldest": oldest, "complete": true});
    assert_eq!((status, response), (200, expected));
}

/// A day's orders, each with the minute of the day, the total, and the profit.
fn day(orders: &[(i64, &str, Option<&str>)]) -> OrderDay {
    let mut quarters = std::collections::BTreeMap::<Time, OrderRollup>::new();
    for (minute, total, profit) in orders {
        let order: Value = json!({
            "id": "1", "integration": "shop", "source": "shopify", "name": "#1", "status": "paid", "payment": "paid",
            "fulfilment": "unfulfilled", "shipment": null, "currency": "INR", "total": total, "refunded": "0.50",
            "profit": profit, "missing": [], "items": 1, "placed_at": time(minute * MINUTE), "updated_at": time(0),
            "rev": 1,
        });
        let order: OrderSummary = serde_json::from_value(order).unwrap();
        quarters.entry(BucketSize::QuarterHour.floor(order.placed_at)).or_default().add(&order);
    }
    let mut day = OrderDay::default();
    quarters.into_iter().for_each(|(start, rollup)| day.put(start, rollup));
    day
}

#[tokio::test]
async fn orders_are_summed_by_days_of_the_zone() {
    let stack = Stack::start().await;
    stack.integration("ann", "shop").await;
    // In India the day starts at 18:30 UTC.
    let orders =
        [(18 * 60 + 29, "10.00", Some("1.10")), (18 * 60 + 30, "20.00", None), (23 * 60, "5.05", Some("-2.00"))];
    stack.put(&ORDER_DAY_ROLLUPS, "shop", time(0), day(&orders)).await;
    let path = |offset: i64| format!("/api/orders/stats?from={}&to={}&offset_minutes={offset}", time(0), time(DAY));
    let (status, response) = stack.get("ann", &path(330)).await;
    assert_eq!(status, 200, "{response}");
    let days = response["days"].as_array().unwrap();
    let day_sums =
        |day: &Value| (day["date"].clone(), day["sums"][0]["orders"].clone(), day["sums"][0]["revenue"].clone());
    assert_eq!(
        days.iter().map(day_sums).collect::<Vec<_>>(),
        [(json!("2026-01-01"), json!(1), json!("10.00")), (json!("2026-01-02"), json!(2), json!("25.05")),]
    );
    assert_eq!(
        response["total"],
        json!([{
            "source": "shopify", "currency": "INR", "orders": 3, "cancelled": 0, "revenue": "35.05", "unknown_revenue": 0,
            "refunded": "1.50", "unknown_refunded": 0, "profit": "-0.90", "unknown_profit": 1,
        }])
    );
    let (_, utc) = stack.get("ann", &path(0)).await;
    assert_eq!((utc["days"].as_array().map(Vec::len), &utc["days"][0]["sums"][0]["orders"]), (Some(1), &json!(3)));
}

#[tokio::test]
async fn orders_of_a_day_with_25_hours_are_summed_in_it() {
    let stack = Stack::start().await;
    stack.integration("ann", "shop").await;
    let utc_day = |text: &str| text.parse::<Time>().unwrap();
    // In New York, 1 November 2026 lasts from 04:00 UTC until 05:00 UTC of the next day.
    let first = day(&[(3 * 60 + 59, "1.00", None), (4 * 60, "2.00", None), (23 * 60 + 59, "4.00", None)]);
    let second = day(&[(4 * 60 + 59, "8.00", None), (5 * 60, "16.00", None)]);
    stack.put(&ORDER_DAY_ROLLUPS, "shop", utc_day("2026-11-01T00:00:00Z"), first).await;
    stack.put(&ORDER_DAY_ROLLUPS, "shop", utc_day("2026-11-02T00:00:00Z"), second).await;
    let range = "from=2026-10-31T12:00:00Z&to=2026-11-02T12:00:00Z";
    let revenues = async |zone: &str| {
        let (status, response) = stack.get("ann", &format!("/api/orders/stats?{range}&{zone}")).await;
        assert_eq!(status, 200, "{response}");
        let days = response["days"].as_array().unwrap().clone();
        let revenue = |day: &Value| day["sums"][0]["revenue"].as_str().unwrap_or("-").to_owned();
        let revenues = days.iter().map(revenue).collect::<Vec<_>>().join(" ");
        (response["time_zone"].clone(), response["offset_minutes"].clone(), revenues)
    };
    let expected = (json!("America/New_York"), json!(-300), "1.00 14.00 16.00".to_owned());
    assert_eq!(revenues("time_zone=America/New_York").await, expected);
    // A fixed offset is right on one side of the change only.
    assert_eq!(revenues("offset_minutes=-240").await, (Value::Null, json!(-240), "1.00 6.00 24.00".to_owned()));
}
