//! The tables, the function, and records as the stream of `deliveries` would send them.

use std::sync::Arc;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::state::order::OrderState;
use domain::subject::Subject;
use futures_util::future::BoxFuture;
use lambda_runtime::{Context, LambdaEvent, Service};
use local_aws::sdk_config;
use local_testing::deliveries::{DeliverySample, delivery_image, stream_record};
use local_testing::{ManagementApi, TestTables};
use runtime::environment::Environment;
use serde_json::{Value, json};
use store::states::StoredOrder;
use stream::Config;
use types::Channel;
use types::time::Clock;

/// An instance of the function: its argument is the records, its result the sequence numbers that failed.
pub(crate) type Function = dyn Fn(Vec<Value>) -> BoxFuture<'static, Vec<String>> + Send + Sync;

pub(crate) struct Stack {
    pub(crate) environment: Environment,
    pub(crate) client: aws_sdk_dynamodb::Client,
    pub(crate) management: ManagementApi,
    function: Arc<Function>,
    pub(crate) tables: TestTables,
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
        let tables = TestTables::start().await;
        let management = ManagementApi::default();
        let endpoint = management.serve().await;
        let variables = [("MANAGEMENT_ENDPOINT", &*endpoint)].into_iter().chain(variables.iter().copied());
        let environment = tables.environment(variables);
        let function = function(&environment, &tables.client, clock);
        Self { environment, client: tables.client.clone(), management, function, tables }
    }

    /// Invokes the function with these records. Returns the sequence numbers that failed.
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

    /// Stores a delivery of `integration` of Shopify. Returns its stream record.
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
        let delivery = DeliverySample { channel, ..DeliverySample::now(integration, topic, body.as_bytes()) };
        let key = delivery.store(&self.client, &self.environment).await;
        stream_record(&self.client, &key.to_string(), sequence).await
    }

    /// The record of the replay of a delivery that was requested since `record`, if one was.
    pub(crate) async fn replayed(&self, record: &Value) -> Option<Value> {
        let before = &record["dynamodb"]["NewImage"];
        let now = delivery_image(&self.client, before["pk"]["S"].as_str().unwrap()).await;
        let mut record = record.clone();
        record["eventName"] = json!("MODIFY");
        record["dynamodb"]["OldImage"] = before.clone();
        record["dynamodb"]["NewImage"] = now.clone();
        (now["replays"] != before["replays"]).then_some(record)
    }

    /// Requests a replay, as a user does. Returns its record.
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

    /// The stored state of an order.
    pub(crate) async fn order(&self, integration: &str, id: &str) -> OrderState {
        self.stored_order(integration, id).await.state
    }

    /// The summary of an order.
    pub(crate) async fn order_summary(&self, integration: &str, id: &str) -> Value {
        serde_json::to_value(self.stored_order(integration, id).await.summary().unwrap()).unwrap()
    }

    async fn stored_order(&self, integration: &str, id: &str) -> StoredOrder {
        let states = local_testing::store(&self.client, &self.environment).states().unwrap();
        let stored = states.load(&integration.parse().unwrap(), &Subject::order(id)).await.unwrap();
        stored.unwrap().into_order().unwrap()
    }

    /// The event rows, by id.
    pub(crate) async fn events(&self) -> Vec<Value> {
        self.tables.rows("events").await
    }
}

fn function(environment: &Environment, client: &aws_sdk_dynamodb::Client, clock: Clock) -> Arc<Function> {
    let config = Config::from_environment(environment).unwrap();
    let service = stream::service(config, client, &sdk_config(), clock).unwrap();
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
