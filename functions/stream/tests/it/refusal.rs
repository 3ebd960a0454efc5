//! A table that refuses one kind of request.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::interceptors::BeforeTransmitInterceptorContextRef;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;

/// Refuses what has this operation and this word in its body.
#[derive(Debug)]
struct Refusal {
    operation: &'static str,
    word: String,
}

/// A client as `client`, by which no request of `operation` that names `word` gets through.
pub(crate) fn refusing(client: &Client, operation: &'static str, word: &str) -> Client {
    let refusal = Refusal { operation, word: format!("\"{word}\"") };
    let config = client.config().to_builder().interceptor(refusal).retry_config(RetryConfig::disabled());
    Client::from_conf(config.build())
}

impl Intercept for Refusal {
    fn name(&self) -> &'static str {
        "Refusal"
    }

    fn read_before_transmit(
        &self,
        context: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let request = context.request();
        let target = request.headers().get("x-amz-target").unwrap_or_default();
        let body = String::from_utf8_lossy(request.body().bytes().unwrap_or_default());
        if target.ends_with(self.operation) && body.contains(&self.word) {
            return Err("refused".into());
        }
        Ok(())
    }
}
