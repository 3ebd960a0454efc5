//! API Gateway's management API: posts frames to connections and closes them.

use std::time::Duration;

use aws_config::SdkConfig;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_sdk_apigatewaymanagement::Client;
use aws_sdk_apigatewaymanagement::error::{DisplayErrorContext, SdkError};
use aws_sdk_apigatewaymanagement::operation::post_to_connection::PostToConnectionError;
use aws_sdk_apigatewaymanagement::primitives::Blob;
use tokio::time::sleep;
use tracing::warn;

/// The outcome of a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PostResult {
    /// API Gateway accepted the frame.
    Sent,
    /// The client has disconnected (410).
    Gone,
    /// The post failed for another reason.
    Failed,
}

/// Posts to connections and closes them. Needs execute-api:ManageConnections.
#[derive(Clone, Debug)]
pub struct ManagementApi {
    client: Client,
}

/// A post takes a few milliseconds, and the push of a batch has one second.
const OPERATION_TIMEOUT: Duration = Duration::from_millis(900);
/// The backoff of posts that API Gateway throttles: together most of the second that a push has.
const POST_BACKOFF_MS: [u64; 5] = [25, 50, 100, 200, 400];
/// The SDK's own attempts and backoff, for an HTTP connection that was closed while it was idle.
const MAX_SDK_ATTEMPTS: u32 = 2;
const SDK_BACKOFF: Duration = Duration::from_millis(25);

impl ManagementApi {
    /// The API at `endpoint`, such as `https://<api>.execute-api.<region>.amazonaws.com/<stage>`.
    pub fn new(aws: &SdkConfig, endpoint: &str) -> Self {
        let timeouts = TimeoutConfig::builder().operation_timeout(OPERATION_TIMEOUT).build();
        let retries = RetryConfig::standard().with_max_attempts(MAX_SDK_ATTEMPTS).with_initial_backoff(SDK_BACKOFF);
        let configuration = aws_sdk_apigatewaymanagement::config::Builder::from(aws)
            .endpoint_url(endpoint)
            .timeout_config(timeouts)
            .retry_config(retries);
        Self { client: Client::from_conf(configuration.build()) }
    }

    /// Posts one frame; with backoff where API Gateway throttles posts.
    pub async fn post(&self, connection: &str, frame: &str) -> PostResult {
        let mut backoffs_ms = POST_BACKOFF_MS.into_iter();
        loop {
            let post = self.client.post_to_connection().connection_id(connection).data(Blob::new(frame));
            let Err(error) = post.send().await else { return PostResult::Sent };
            if error.as_service_error().is_some_and(|error| error.is_gone_exception()) {
                return PostResult::Gone;
            }
            match backoffs_ms.next().filter(|_| is_throttled(&error)) {
                Some(ms) => sleep(Duration::from_millis(ms)).await,
                None => {
                    warn!(connection.id = connection, error = %DisplayErrorContext(&error), "a frame was not posted");
                    return PostResult::Failed;
                }
            }
        }
    }

    /// Posts frames one after another, and stops at the first that is not sent: then the client's cursor cannot pass a
    /// frame that it did not receive.
    pub async fn post_all(&self, connection: &str, frames: &[String]) -> PostResult {
        for frame in frames {
            match self.post(connection, frame).await {
                PostResult::Sent => {}
                other => return other,
            }
        }
        PostResult::Sent
    }

    /// Closes a connection, so that its client reconnects and resumes. It is no error if the client has disconnected.
    pub async fn close(&self, connection: &str) {
        if let Err(error) = self.client.delete_connection().connection_id(connection).send().await
            && !error.as_service_error().is_some_and(|error| error.is_gone_exception())
        {
            warn!(connection.id = connection, error = %DisplayErrorContext(&error), "a connection was not closed");
        }
    }
}

fn is_throttled(error: &SdkError<PostToConnectionError>) -> bool {
    error.as_service_error().is_some_and(PostToConnectionError::is_limit_exceeded_exception)
        || error.raw_response().is_some_and(|response| response.status().as_u16() == 429)
}
