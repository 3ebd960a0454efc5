//! The system under test: tables, integrations, the SNS emulator and the function.

use amazon::Config;
use domain::integration::{Integration, Schemes};
use local_aws::lambda::Function;
use local_aws::sdk_config;
use local_testing::TestTables;
use runtime::environment::Environment;
use serde_json::{Value, json};
use signatures::Scheme;
use types::Channel;
use types::time::Clock;

use crate::sns_emulator::SnsEmulator;

/// The account of the integration `seller`, and the topic that its scheme names.
pub(crate) const SELLER: &str = "A1EXAMPLESELLER";
pub(crate) const TOPIC: &str = "arn:aws:sns:ap-south-1:111122223333:spapi-bridge";
/// The account of the integration `topic`.
pub(crate) const OTHER_TOPIC: &str = "arn:aws:sns:us-east-1:111122223333:other";

pub(crate) struct Stack {
    pub(crate) sns: SnsEmulator,
    function: Function,
    pub(crate) tables: TestTables,
}

impl Stack {
    pub(crate) async fn start() -> Self {
        let tables = TestTables::start().await;
        let (sns, endpoint) = SnsEmulator::start().await;
        let environment = tables.environment([("AWS_ENDPOINT_URL_SNS", &*endpoint)]);
        create_integrations(&tables.client, &environment).await;
        let config = Config::from_environment(&environment).unwrap();
        let service = amazon::service(config, &tables.client, &sdk_config(), Clock::system()).unwrap();
        let function = Function::json("amazon", std::time::Duration::from_secs(10), service);
        Self { sns, function, tables }
    }

    /// Invokes the function.
    ///
    /// # Errors
    /// The error of a failed invocation.
    pub(crate) async fn invoke(&self, event: &Value) -> Result<Value, String> {
        self.function.invoke(event).await.map_err(|error| error.to_string())
    }

    /// Invokes the function with an SQS batch of these ids and bodies; returns the ids of the batch item failures.
    pub(crate) async fn batch_item_failures(&self, messages: &[(&str, &str)]) -> Vec<String> {
        let record = |(id, body): &(&str, &str)| {
            json!({
                "messageId": id, "body": body, "eventSource": "aws:sqs",
                "eventSourceARN": "arn:aws:sqs:ap-south-1:111122223333:q",
                "attributes": {"ApproximateReceiveCount": "1"}
            })
        };
        let records: Vec<_> = messages.iter().map(record).collect();
        let response = self.invoke(&json!({"Records": records})).await.unwrap();
        let failures = response["batchItemFailures"].as_array().unwrap();
        failures.iter().map(|failure| failure["itemIdentifier"].as_str().unwrap().to_owned()).collect()
    }

    /// The rows of all stored deliveries.
    pub(crate) async fn deliveries(&self) -> Vec<Value> {
        self.tables.rows("deliveries").await
    }
}

async fn create_integrations(client: &aws_sdk_dynamodb::Client, environment: &Environment) {
    let admin = local_testing::store(client, environment).integration_admin(channels::capabilities).unwrap();
    let default = |id: &str, account: &str| {
        channels::default_integration(id.parse().unwrap(), Channel::Amazon, account, Clock::system().now())
    };
    let seller = default("seller", SELLER);
    let https = Some(Scheme::Sns(signatures::sns::Settings::for_topics(vec![TOPIC.to_owned()])));
    let schemes = Schemes { https, ..seller.schemes.clone() };
    let disabled = Integration { enabled: false, ..default("disabled", "A2DISABLED") };
    let no_scheme = Integration { schemes: Schemes::default(), ..default("no-scheme", "A3NOSCHEME") };
    for integration in [Integration { schemes, ..seller }, default("topic", OTHER_TOPIC), disabled, no_scheme] {
        admin.create(&integration, &[]).await.unwrap().unwrap();
    }
}

/// The sample body of a notification type.
pub(crate) fn sample_body(topic: &str) -> String {
    std::fs::read_to_string(format!("{}/../../events/bodies/amazon-{topic}.json", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// The sample `ORDER_CHANGE` notification of another seller.
pub(crate) fn order_notification(seller: &str) -> String {
    sample_body("ORDER_CHANGE").replace(SELLER, seller)
}

/// EventBridge's partner event with a notification.
pub(crate) fn partner_event(body: &str) -> Value {
    let detail: Value = serde_json::from_str(body).unwrap();
    json!({
        "version": "0", "id": "6a7e8feb-b491-4cf7-a9f1-bf3703467718", "detail-type": "ORDER_CHANGE",
        "source": "aws.partner/sellingpartnerapi.amazon.com/111122223333/amzn1.sellerapps.app.0",
        "account": "111122223333", "time": "2026-11-02T05:20:00Z", "region": "ap-south-1", "resources": [], "detail": detail
    })
}
