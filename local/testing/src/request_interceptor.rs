//! DynamoDB clients that show each request to a test before it is sent.

use std::fmt;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::interceptors::BeforeTransmitInterceptorContextRef;
use aws_sdk_dynamodb::config::{Builder, ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;

/// A request to DynamoDB.
#[derive(Debug)]
pub struct Request<'a> {
    /// The operation, such as `PutItem`.
    pub operation: &'a str,
    /// The JSON.
    pub body: &'a [u8],
}

impl Request<'_> {
    /// Whether the JSON contains all of these strings.
    pub fn contains(&self, strings: &[String]) -> bool {
        let body = String::from_utf8_lossy(self.body);
        strings.iter().all(|string| body.contains(&format!("\"{string}\"")))
    }
}

struct RequestInterceptor<T>(T);

/// The configuration of `client` with `on_request` called before each request. If `on_request` fails, the request is
/// not sent, and fails with the same error.
pub fn intercepted<T>(client: &Client, on_request: T) -> Builder
where
    T: Fn(&Request<'_>) -> Result<(), BoxError> + Send + Sync + 'static,
{
    client.config().to_builder().interceptor(RequestInterceptor(on_request))
}

impl<T: Fn(&Request<'_>) -> Result<(), BoxError> + Send + Sync> Intercept for RequestInterceptor<T> {
    fn name(&self) -> &'static str {
        "RequestInterceptor"
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

impl<T> fmt::Debug for RequestInterceptor<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RequestInterceptor")
    }
}
