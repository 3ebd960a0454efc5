//! The system under test: tables, shops of the Shopify emulator, the function, and a manual clock.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::delivery::MAX_BODY_BYTES;
use domain::integration::Integration;
use lambda_runtime::{Context, LambdaEvent, Service};
use local_aws::emulators::shopify::ShopifyEmulator;
use local_testing::{ManualClock, TestTables};
use reconcile::{Config, ReconcileRun, ScheduleEvent, service};
use runtime::environment::Environment;
use serde_json::{Value, json};
use store::integrations::{IntegrationAdmin, IntegrationChange};
use store::ledger::{ReconcileCheckpoint, TiedOrder, TiedOrders};
use types::Channel;
use types::secret::{Envelope, Secret};
use types::time::{DAY_MS, Time};

pub(crate) const TOKEN: &str = "shpat_a-token-of-the-shop";
/// The time at which a test starts.
pub(crate) const NOON: &str = "2026-11-24T12:00:00Z";

pub(crate) struct Stack {
    pub(crate) shopify: ShopifyEmulator,
    pub(crate) environment: Environment,
    pub(crate) client: aws_sdk_dynamodb::Client,
    clock: ManualClock,
    _tables: TestTables,
}

/// The domain of the shop of an integration.
pub(crate) fn domain(id: &str) -> String {
    format!("{id}.myshopify.com")
}

impl Stack {
    pub(crate) async fn start() -> Self {
        let tables = TestTables::start().await;
        let shopify = ShopifyEmulator::default();
        let url = shopify.listen().await.unwrap();
        let environment = tables.environment([("SHOPIFY_ADMIN_URL", &*url)]);
        let clock = ManualClock::at(NOON.parse().unwrap());
        Self { shopify, environment, client: tables.client.clone(), clock, _tables: tables }
    }

    /// Opens a shop and creates its integration.
    pub(crate) async fn create_shop(&self, id: &str) -> Integration {
        self.shopify.open(&domain(id), TOKEN);
        let default =
            channels::default_integration(id.parse().unwrap(), Channel::Shopify, domain(id), NOON.parse().unwrap());
        let access_token = Some(Envelope::seal(&Secret::new(TOKEN)));
        let integration = Integration { access_token, ..default };
        self.admin().create(&integration, &[]).await.unwrap().unwrap();
        integration
    }

    pub(crate) async fn update_integration(&self, integration: &Integration) {
        self.admin().change(&IntegrationChange { integration, put: &[], remove: &[] }).await.unwrap().unwrap();
    }

    fn admin(&self) -> IntegrationAdmin {
        local_testing::store(&self.client, &self.environment).integration_admin(channels::capabilities).unwrap()
    }

    /// Puts orders into a shop, numbered from 1, each last changed so many minutes before noon.
    pub(crate) fn put_orders(&self, id: &str, minutes_before: impl IntoIterator<Item = i64>) {
        for (number, minutes) in (1..).zip(minutes_before) {
            self.put_order(id, order(number, minutes));
        }
    }

    pub(crate) fn put_order(&self, id: &str, order: Value) {
        self.shopify.put_order(&domain(id), order).unwrap().unwrap();
    }

    /// Sets a shop's response to its next request.
    pub(crate) fn respond_next(&self, id: &str, response: Value) {
        self.shopify.queue_response(&domain(id), serde_json::from_value(response).unwrap()).unwrap().unwrap();
    }

    pub(crate) fn advance_minutes(&self, minutes: i64) {
        self.clock.advance_ms(minutes * 60_000);
    }

    /// Invokes the function with five minutes until its deadline.
    pub(crate) async fn run(&self) -> ReconcileRun {
        self.run_for(300_000).await
    }

    /// Invokes the function as the schedule of tied orders does.
    pub(crate) async fn settle_ties(&self) -> ReconcileRun {
        self.invoke(ScheduleEvent::ties(), 300_000).await
    }

    pub(crate) async fn run_for(&self, millis: i64) -> ReconcileRun {
        self.invoke(ScheduleEvent::default(), millis).await
    }

    async fn invoke(&self, event: ScheduleEvent, millis: i64) -> ReconcileRun {
        let clock = self.clock.clock();
        let mut context = Context::default();
        context.deadline = u64::try_from(clock.now().plus_millis(millis).millis()).unwrap();
        let config = Config::from_environment(&self.environment).unwrap();
        let mut service = service(config, &self.client, clock).unwrap();
        service.call(LambdaEvent::new(event, context)).await.unwrap()
    }

    pub(crate) fn now(&self) -> Time {
        self.clock.clock().now()
    }

    pub(crate) fn ties(&self) -> TiedOrders {
        local_testing::store(&self.client, &self.environment).tied_orders().unwrap()
    }

    /// The tied orders that are due within a day.
    pub(crate) async fn listed_ties(&self) -> Vec<TiedOrder> {
        self.ties().due(Channel::Shopify, self.now().plus_millis(DAY_MS), 100).await.unwrap()
    }

    pub(crate) async fn checkpoint(&self, id: &str) -> Option<ReconcileCheckpoint> {
        let checkpoints = local_testing::store(&self.client, &self.environment).reconcile_checkpoints().unwrap();
        checkpoints.of(Channel::Shopify, &id.parse().unwrap()).await.unwrap()
    }

    /// The GraphQL operations that were requested of a shop.
    pub(crate) fn requests(&self, id: &str) -> Vec<String> {
        self.shopify.received_operations(&domain(id)).into_iter().map(|(operation, _)| operation).collect()
    }

    /// The raw bodies of all deliveries.
    pub(crate) async fn delivery_bodies(&self) -> Vec<Vec<u8>> {
        let table = self.environment.text("DELIVERIES_TABLE").unwrap();
        let items = self.client.scan().table_name(table).send().await.unwrap().items.unwrap_or_default();
        let body = |item: &HashMap<String, AttributeValue>| {
            zstd::bulk::decompress(item["body"].as_b().unwrap().as_ref(), MAX_BODY_BYTES).unwrap()
        };
        items.iter().map(body).collect()
    }

    /// All rows of a table, as text.
    pub(crate) async fn rows(&self, variable: &'static str) -> Vec<String> {
        let table = self.environment.text(variable).unwrap();
        let items = self.client.scan().table_name(table).send().await.unwrap().items.unwrap_or_default();
        items.iter().map(|item| format!("{item:?}")).collect()
    }
}

pub(crate) fn order(number: i64, minutes_before_noon: i64) -> Value {
    let changed = NOON.parse::<Time>().unwrap().plus_millis(-minutes_before_noon * 60_000);
    json!({
        "id": 1000 + number, "name": format!("#{number}"), "order_number": number, "currency": "INR",
        "created_at": "2026-11-23T12:00:00Z", "updated_at": changed, "cancelled_at": null,
        "total_price": "105.00", "total_tax": "5.00", "financial_status": "paid", "fulfillment_status": null,
        "line_items": [{"id": 9000 + number, "sku": "TEE", "title": "Tee", "quantity": 1, "price": "100.00"}],
        "refunds": [],
    })
}
