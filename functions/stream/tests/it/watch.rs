//! Clients that tell of each request to DynamoDB before it is sent.

use std::fmt;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::interceptors::BeforeTransmitInterceptorContextRef;
use aws_sdk_dynamodb::config::{Builder, ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;

/// A request: its operation, such as `PutItem`, and its JSON.
pub(crate) struct Request<'a> {
    pub(crate) operation: &'a str,
    pub(crate) body: &'a [u8],
}

impl Request<'_> {
    /// Whether the JSON has all of these as texts.
    pub(crate) fn names(&self, texts: &[String]) -> bool {
        let body = String::from_utf8_lossy(self.body);
        texts.iter().all(|text| body.contains(&format!("\"{text}\"")))
    }
}

struct Watch<T>(T);

/// As `client`, with `told` called for each request; an error of it is in the place of the answer.
pub(crate) fn watched<T>(client: &Client, told: T) -> Builder
where
    T: Fn(&Request<'_>) -> Result<(), BoxError> + Send + Sync + 'static,
{
    client.config().to_builder().interceptor(Watch(told))
}

impl<T: Fn(&Request<'_>) -> Result<(), BoxError> + Send + Sync> Intercept for Watch<T> {
    fn name(&self) -> &'static str {
        "Watch"
    }

    fn read_before_transmit(
        &self,
        context: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let request = context.request();
        let target = request.headers().get("x-amz-target").unwrap_or_default();
        let operation = target.rsplit('.').next().unwrap_or_default();
        self.0(&Request { operation, body: request.body().bytes().unwrap_or_default() })
    }
}

impl<T> fmt::Debug for Watch<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Watch")
    }
}
