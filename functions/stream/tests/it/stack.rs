//! The tables, the function, and records as the stream of `deliveries` would send them.

use std::sync::Arc;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::delivery::{DeliveryId, DeliveryKey, DeliveryMetadata, NewDelivery};
use domain::state::order::OrderState;
use domain::subject::Subject;
use futures_util::future::BoxFuture;
use lambda_runtime::{Context, LambdaEvent, Service};
use local_aws::sdk_config;
use local_dynamodb::{Engine, TABLES, dynamodb, ensure_tables};
use local_testing::ManagementApi;
use runtime::environment::Environment;
use serde_json::{Value, json};
use store::deliveries::DeliveryLog;
use store::states::{States, StoredOrder};
use tempfile::TempDir;
use testing::verified_body;
use types::Channel;
use types::event_id::EventIds;
use types::time::Clock;

/// An instance of the function: takes records, gives the failed sequence numbers.
pub(crate) type Function = dyn Fn(Vec<Value>) -> BoxFuture<'static, Vec<String>> + Send + Sync;

pub(crate) struct Stack {
    pub(crate) environment: Environment,
    pub(crate) client: aws_sdk_dynamodb::Client,
    pub(crate) management: ManagementApi,
    function: Arc<Function>,
    _engine: Engine,
    _folder: TempDir,
}

impl Stack {
    pub(crate) async fn start() -> Self {
        Self::start_at(Clock::system()).await
    }

    /// With this clock.
    pub(crate) async fn start_at(clock: Clock) -> Self {
        Self::start_with(clock, &[]).await
    }

    /// With this clock, and these environment variables besides those that the function needs.
    pub(crate) async fn start_with(clock: Clock, variables: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let engine = Engine::start(&folder.path().join("dynamodb.sqlite"), 0).unwrap();
        let client = dynamodb(engine.endpoint());
        ensure_tables(&client).await.unwrap();
        let management = ManagementApi::default();
        let endpoint = management.serve().await;
        let tables = TABLES.map(|table| (table.variable.to_owned(), table.local_name.to_owned()));
        let additional = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let variables = tables.into_iter().chain([("MANAGEMENT_ENDPOINT".to_owned(), endpoint)]).chain(additional);
        let environment = Environment::from_pairs(variables);
        let function = function(&environment, &client, clock);
        Self { environment, client, management, function, _engine: engine, _folder: folder }
    }

    /// Invokes the function with these records; gives the failed sequence numbers.
    pub(crate) async fn invoke(&self, records: Vec<Value>) -> Vec<String> {
        (self.function)(records).await
    }

    /// Another instance of the function, with this client of DynamoDB.
    pub(crate) fn function(&self, client: &aws_sdk_dynamodb::Client) -> Arc<Function> {
        self.function_at(client, Clock::system())
    }

    /// As [`Stack::function`], with this clock.
    pub(crate) fn function_at(&self, client: &aws_sdk_dynamodb::Client, clock: Clock) -> Arc<Function> {
        function(&self.environment, client, clock)
    }

    /// Stores a delivery of `integration` of Shopify; gives its stream record.
    pub(crate) async fn delivery(&self, integration: &str, topic: &str, body: &str, sequence: &str) -> Value {
        self.delivery_of(Channel::Shopify, integration, topic, body, sequence).await
    }

    /// As [`Stack::delivery`], of another channel.
    pub(crate) async fn delivery_of(
        &self,
        channel: Channel,
        integration: &str,
        topic: &str,
        body: &str,
        sequence: &str,
    ) -> Value {
        let (event_id, received_at) = EventIds::new(Clock::system()).mint();
        let (body, _verification) = verified_body(body.as_bytes());
        let id = DeliveryId::of(channel, channels::adapter(channel).dedup_topic(topic), None, received_at, &body, None);
        let metadata = DeliveryMetadata {
            key: DeliveryKey { integration: integration.parse().unwrap(), id },
            event_id,
            channel,
            account: format!("{integration}.myshopify.com"),
            topic: topic.to_owned(),
            received_at,
            replays: 0,
            retries: 0,
        };
        let delivery = NewDelivery { metadata, headers: Default::default(), body_authenticated: true, body };
        let log = DeliveryLog::new(self.client.clone(), &self.environment).unwrap();
        log.put_if_absent(&delivery).await.unwrap();
        let image = self.image(&delivery.metadata.key.to_string()).await;
        let change = json!({"NewImage": image, "SequenceNumber": sequence, "Keys": {}, "SizeBytes": 1});
        json!({
            "eventID": sequence, "eventName": "INSERT", "eventVersion": "1.1", "eventSource": "aws:dynamodb",
            "awsRegion": "us-east-1", "eventSourceARN": "arn:aws:dynamodb:::table/deliveries/stream/1", "dynamodb": change
        })
    }

    /// The record of the replay of a delivery that was requested since `record`, if one was.
    pub(crate) async fn replayed(&self, record: &Value) -> Option<Value> {
        let before = &record["dynamodb"]["NewImage"];
        let now = self.image(before["pk"]["S"].as_str().unwrap()).await;
        let mut record = record.clone();
        record["eventName"] = json!("MODIFY");
        record["dynamodb"]["OldImage"] = before.clone();
        record["dynamodb"]["NewImage"] = now.clone();
        (now["replays"] != before["replays"]).then_some(record)
    }

    /// Requests a replay, as a user does; gives its record.
    pub(crate) async fn replay(&self, record: &Value) -> Value {
        let pk = AttributeValue::S(record["dynamodb"]["NewImage"]["pk"]["S"].as_str().unwrap().to_owned());
        let update = self.client.update_item().table_name("storebell-deliveries").key("pk", pk);
        let update = update.update_expression("ADD replays :one");
        update.expression_attribute_values(":one", AttributeValue::N("1".to_owned())).send().await.unwrap();
        self.replayed(record).await.unwrap()
    }

    /// Invokes the function with this record, then with the replays that it requests itself, until it requests none.
    pub(crate) async fn settle(&self, record: Value) {
        let mut next = Some(record);
        for _ in 0..40 {
            let Some(record) = next else { return };
            assert!(self.invoke(vec![record.clone()]).await.is_empty());
            next = self.replayed(&record).await;
        }
        panic!("the function keeps requesting replays");
    }

    async fn image(&self, pk: &str) -> Value {
        let get = self.client.get_item().table_name("storebell-deliveries").key("pk", AttributeValue::S(pk.into()));
        let item = get.send().await.unwrap().item.unwrap();
        serde_json::to_value(serde_dynamo::Item::from(item)).unwrap()
    }

    /// The stored state of an order.
    pub(crate) async fn order(&self, integration: &str, id: &str) -> OrderState {
        self.stored_order(integration, id).await.state
    }

    /// The summary of an order.
    pub(crate) async fn order_summary(&self, integration: &str, id: &str) -> Value {
        serde_json::to_value(self.stored_order(integration, id).await.summary().unwrap()).unwrap()
    }

    async fn stored_order(&self, integration: &str, id: &str) -> StoredOrder {
        let states = States::new(self.client.clone(), &self.environment).unwrap();
        let stored = states.load(&integration.parse().unwrap(), &Subject::order(id)).await.unwrap();
        stored.unwrap().into_order().unwrap()
    }

    /// The event rows, by id.
    pub(crate) async fn events(&self) -> Vec<Value> {
        let rows = self.client.scan().table_name("storebell-events").send().await.unwrap().items.unwrap();
        let mut rows: Vec<Value> = rows.into_iter().map(|row| serde_dynamo::from_item(row).unwrap()).collect();
        rows.sort_by_key(|row| row["sk"].to_string());
        rows
    }

    pub(crate) async fn drop_table(&self, table: &str) {
        self.client.delete_table().table_name(table).send().await.unwrap();
    }
}

fn function(environment: &Environment, client: &aws_sdk_dynamodb::Client, clock: Clock) -> Arc<Function> {
    let service = stream::service(environment, client, &sdk_config(), clock).unwrap();
    Arc::new(move |records: Vec<Value>| -> BoxFuture<'static, Vec<String>> {
        let mut service = service.clone();
        Box::pin(async move {
            let event = serde_json::from_value(json!({ "Records": records })).unwrap();
            let response = service.call(LambdaEvent::new(event, Context::default())).await.unwrap();
            let failures = response.batch_item_failures.into_iter();
            failures.map(|failure| failure.item_identifier.unwrap()).collect()
        })
    })
}

/// The body of an order with the members of Shopify's that Storebell reads.
pub(crate) fn order(id: u64) -> String {
    json!({
        "id": id, "name": format!("#{id}"), "currency": "INR", "total_price": "100.00", "financial_status": "paid",
        "created_at": "2026-11-02T10:00:00Z", "updated_at": "2026-11-02T10:00:00Z", "line_items": []
    })
    .to_string()
}

/// The body of a product.
pub(crate) fn product(id: u64) -> String {
    json!({"id": id, "title": "Tee", "handle": "tee", "variants": []}).to_string()
}
