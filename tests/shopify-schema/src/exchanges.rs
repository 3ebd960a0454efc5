//! Runs the client of the Admin API against the emulator and records every query with its response.

use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use channels::shopify::subscribable_topics;
use domain::integration::Integration;
use domain::order_source::{OrderSource as _, Window};
use local_aws::emulators::shopify::{PATH, ShopifyEmulator};
use runtime::environment::Environment;
use serde_json::{Value, json};
use shopify_admin::{Config, ShopApi, ShopifyOrders, create_subscription, subscriptions};
use tokio::net::TcpListener;
use types::Channel;
use types::secret::{Envelope, Secret};
use types::sleep::Sleep;
use types::time::{Clock, Time};

const SHOP: &str = "schema.myshopify.com";
const TOKEN: &str = "shpat_a-token-of-the-shop";
const MAX_BODY_BYTES: usize = 8 * 1024 * 1024;

/// The exchanges so far.
type Log = Arc<Mutex<Vec<Value>>>;

/// Fetches orders of every form, and creates, repeats and lists subscriptions.
pub(crate) async fn record() -> Vec<Value> {
    let log = Log::default();
    let emulator = ShopifyEmulator::default();
    emulator.open(SHOP, TOKEN);
    for order in orders() {
        emulator.put_order(SHOP, order).expect("the shop is open").expect("the order is complete");
    }
    let url = listen(&emulator, &log).await;
    let config = Config::from_environment(&Environment::from_pairs([("SHOPIFY_ADMIN_URL", &*url)])).expect("a URL");
    let api = ShopApi::new(config, Clock::system(), Sleep::system()).expect("a client");
    let integration = integration();
    let deadline = Clock::system().now().plus_millis(60_000);
    let window = Window { from: time("2026-01-01T00:00:00Z"), to: time("2027-01-01T00:00:00Z") };
    let source = ShopifyOrders::new(api.clone());
    let mut after = None;
    loop {
        let page = source.page(&integration, window, after.as_deref(), deadline).await.expect("a page of orders");
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let shop = api.shop(&integration, deadline).expect("a shop with a token");
    let endpoint = "https://bell.example/api/webhooks/shopify";
    // The second time Shopify rejects the subscription.
    for (_, topic) in subscribable_topics().chain(subscribable_topics().take(1)) {
        create_subscription(&api, &shop, &topic, endpoint).await.ok();
    }
    subscriptions(&api, &shop).await.expect("a list of subscriptions");
    std::mem::take(&mut *log.lock().unwrap_or_else(PoisonError::into_inner))
}

fn integration() -> Integration {
    let id = "schema".parse().expect("an id");
    let default = channels::default_integration(id, Channel::Shopify, SHOP.to_owned(), time("2026-11-02T00:00:00Z"));
    Integration { access_token: Some(Envelope::seal(&Secret::new(TOKEN))), ..default }
}

fn time(text: &str) -> Time {
    text.parse().expect("a time")
}

async fn listen(emulator: &ShopifyEmulator, log: &Log) -> String {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
    let url = format!("http://{}{PATH}", listener.local_addr().expect("an address"));
    let routes = emulator.local_routes().layer(from_fn_with_state(Arc::clone(log), recorded));
    tokio::spawn(async move { axum::serve(listener, routes).await });
    url
}

async fn recorded(State(log): State<Log>, request: Request, next: Next) -> Response {
    let (head, body) = request.into_parts();
    let sent = to_bytes(body, MAX_BODY_BYTES).await.expect("a request");
    let response = next.run(Request::from_parts(head, Body::from(sent.clone()))).await;
    let (head, body) = response.into_parts();
    let answer = to_bytes(body, MAX_BODY_BYTES).await.expect("a response");
    let json = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).expect("JSON");
    log.lock().unwrap_or_else(PoisonError::into_inner).push(json!({"request": json(&sent), "response": json(&answer)}));
    Response::from_parts(head, Body::from(answer))
}

/// A body of `events/bodies` or `tests/cases`.
pub(crate) fn sample(name: &str) -> Value {
    let file = format!("{}/../../{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_slice(&std::fs::read(&file).unwrap_or_else(|error| panic!("{file}: {error}"))).expect("JSON")
}

/// A plain order, one with refunds and a fulfillment, a cancelled test, and one that is fetched part by part since it has
/// more line items, refunds and fulfillments than a page.
fn orders() -> Vec<Value> {
    let plain = sample("events/bodies/shopify-orders-create");
    let (refund, fulfillment) =
        (sample("events/bodies/shopify-refunds-create"), sample("tests/cases/shopify_topics/fulfillments-update"));
    let numbered = |id: u64, change: &dyn Fn(&mut Value)| {
        let mut order = plain.clone();
        order["id"] = id.into();
        change(&mut order);
        order
    };
    let repeated = |part: &Value, count: u64| -> Value {
        let copy = |number: u64| {
            let mut copy = part.clone();
            copy["id"] = (1_000 + number).into();
            copy
        };
        (0..count).map(copy).collect()
    };
    let parts = |order: &mut Value| {
        order["refunds"] = json!([refund]);
        order["fulfillments"] = json!([fulfillment]);
        order["fulfillment_status"] = json!("partial");
        order["financial_status"] = json!("partially_refunded");
    };
    let large = |order: &mut Value| {
        order["line_items"] = repeated(&plain["line_items"][0], 120);
        order["refunds"] = repeated(&refund, 4);
        order["fulfillments"] = repeated(&fulfillment, 4);
    };
    let cancelled = |order: &mut Value| {
        order["test"] = json!(true);
        order["cancelled_at"] = order["updated_at"].clone();
        order["financial_status"] = json!("voided");
    };
    vec![plain.clone(), numbered(2, &parts), numbered(3, &cancelled), numbered(4, &large)]
}
