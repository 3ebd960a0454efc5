//! Tables, shops, and the function between them.

use std::sync::{Arc, Mutex};

use domain::integration::Integration;
use lambda_runtime::{Context, LambdaEvent, Service};
use local::dynamodb::{Engine, TABLES, dynamodb, ensure_tables};
use local::small_shopify::SmallShopify;
use reconcile::{Report, service};
use runtime::environment::Environment;
use serde::de::IgnoredAny;
use serde_json::{Value, json};
use store::integrations::{Change, IntegrationAdmin};
use store::ledger::{ReconcileCheckpoint, ReconcileCheckpoints};
use tempfile::TempDir;
use types::Channel;
use types::secret::{Envelope, Secret};
use types::time::{Clock, Time};

pub(crate) const TOKEN: &str = "shpat_a-token-of-the-shop";
/// When the first run begins.
pub(crate) const NOON: &str = "2026-11-24T12:00:00Z";

pub(crate) struct Stack {
    pub(crate) shopify: SmallShopify,
    pub(crate) environment: Environment,
    pub(crate) client: aws_sdk_dynamodb::Client,
    now: Arc<Mutex<Time>>,
    _engine: Engine,
    _folder: TempDir,
}

/// The domain of a shop whose integration has this id.
pub(crate) fn domain(id: &str) -> String {
    format!("{id}.myshopify.com")
}

impl Stack {
    pub(crate) async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let engine = Engine::start(&folder.path().join("dynamodb.sqlite"), 0).unwrap();
        let client = dynamodb(engine.endpoint());
        ensure_tables(&client).await.unwrap();
        let shopify = SmallShopify::default();
        let url = shopify.listen().await.unwrap();
        let tables = TABLES.map(|table| (table.variable, table.local_name));
        let environment = Environment::from_pairs(tables.into_iter().chain([("SHOPIFY_ADMIN_URL", url.as_str())]));
        let now = Arc::new(Mutex::new(NOON.parse().unwrap()));
        Self { shopify, environment, client, now, _engine: engine, _folder: folder }
    }

    /// A shop and its integration.
    pub(crate) async fn shop(&self, id: &str) -> Integration {
        self.shopify.open(&domain(id), TOKEN);
        let usual =
            channels::default_integration(id.parse().unwrap(), Channel::Shopify, domain(id), NOON.parse().unwrap());
        let access_token = Some(Envelope::seal(&Secret::new(TOKEN)));
        let integration = Integration { access_token, ..usual };
        self.admin().create(&integration, &[]).await.unwrap().unwrap();
        integration
    }

    pub(crate) async fn change(&self, integration: &Integration) {
        self.admin().change(&Change { integration, put: &[], remove: &[] }).await.unwrap().unwrap();
    }

    fn admin(&self) -> IntegrationAdmin {
        IntegrationAdmin::new(self.client.clone(), &self.environment, channels::capabilities).unwrap()
    }

    /// Orders of a shop, numbered from 1, each changed some minutes before noon.
    pub(crate) fn orders(&self, id: &str, minutes_before: impl IntoIterator<Item = i64>) {
        for (number, minutes) in (1..).zip(minutes_before) {
            self.order(id, order(number, minutes));
        }
    }

    pub(crate) fn order(&self, id: &str, order: Value) {
        self.shopify.put_order(&domain(id), order).unwrap().unwrap();
    }

    /// What a shop is to answer next.
    pub(crate) fn next(&self, id: &str, canned: Value) {
        self.shopify.answer_next(&domain(id), serde_json::from_value(canned).unwrap()).unwrap().unwrap();
    }

    pub(crate) fn later(&self, minutes: i64) {
        let mut now = self.now.lock().unwrap();
        *now = now.plus_millis(minutes * 60_000);
    }

    /// A run with five minutes.
    pub(crate) async fn run(&self) -> Report {
        self.run_for(300_000).await
    }

    pub(crate) async fn run_for(&self, millis: i64) -> Report {
        let now = Arc::clone(&self.now);
        let clock = Clock::from_fn(move || *now.lock().unwrap());
        let mut context = Context::default();
        context.deadline = u64::try_from(clock.now().plus_millis(millis).millis()).unwrap();
        let mut service = service(&self.environment, &self.client, clock).unwrap();
        service.call(LambdaEvent::new(IgnoredAny, context)).await.unwrap()
    }

    pub(crate) async fn mark(&self, id: &str) -> Option<ReconcileCheckpoint> {
        let marks = ReconcileCheckpoints::new(self.client.clone(), &self.environment).unwrap();
        marks.of(Channel::Shopify, &id.parse().unwrap()).await.unwrap()
    }

    /// The questions that a shop has answered.
    pub(crate) fn asked(&self, id: &str) -> Vec<String> {
        self.shopify.asked(&domain(id)).into_iter().map(|(operation, _)| operation).collect()
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
