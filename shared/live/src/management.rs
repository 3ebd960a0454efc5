//! API Gateway's management API: posts to connections and closes them.

use std::time::Duration;

use aws_config::SdkConfig;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_sdk_apigatewaymanagement::Client;
use aws_sdk_apigatewaymanagement::error::DisplayErrorContext;
use aws_sdk_apigatewaymanagement::error::SdkError;
use aws_sdk_apigatewaymanagement::operation::post_to_connection::PostToConnectionError;
use aws_sdk_apigatewaymanagement::primitives::Blob;
use runtime::environment::{ConfigError, Environment};
use tokio::time::sleep;
use tracing::warn;

/// What became of a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivered {
    /// API Gateway has taken it.
    Sent,
    /// The connection is gone (410).
    Gone,
    /// Something else went wrong.
    Failed,
}

/// Posts to connections and closes them. Needs execute-api:ManageConnections.
#[derive(Clone, Debug)]
pub struct ManagementApi {
    client: Client,
}

/// A post takes a few milliseconds; a push of a whole batch has a second.
const TIME_LIMIT: Duration = Duration::from_millis(900);
/// The pauses after a post that was throttled: together most of the second that a push has.
const PAUSES_MS: [u64; 5] = [25, 50, 100, 200, 400];
/// How many tries the SDK makes of its own, for a connection that was closed while it was idle, and how long it pauses.
const ATTEMPTS: u32 = 2;
const PAUSE: Duration = Duration::from_millis(25);

impl ManagementApi {
    /// At `endpoint`, such as `https://<api>.execute-api.<region>.amazonaws.com/<stage>`.
    pub fn new(aws: &SdkConfig, endpoint: &str) -> Self {
        let limits = TimeoutConfig::builder().operation_timeout(TIME_LIMIT).build();
        let retries = RetryConfig::standard().with_max_attempts(ATTEMPTS).with_initial_backoff(PAUSE);
        let configuration = aws_sdk_apigatewaymanagement::config::Builder::from(aws)
            .endpoint_url(endpoint)
            .timeout_config(limits)
            .retry_config(retries);
        Self { client: Client::from_conf(configuration.build()) }
    }

    /// At the endpoint that `MANAGEMENT_ENDPOINT` names.
    ///
    /// # Errors
    /// [`ConfigError::Missing`].
    pub fn from_environment(aws: &SdkConfig, environment: &Environment) -> Result<Self, ConfigError> {
        Ok(Self::new(aws, &environment.text("MANAGEMENT_ENDPOINT")?))
    }

    /// Posts one frame; again after a pause, a few times, where API Gateway says that posts come too fast.
    pub async fn post(&self, connection: &str, frame: &str) -> Delivered {
        let mut pauses = PAUSES_MS.into_iter();
        loop {
            let post = self.client.post_to_connection().connection_id(connection).data(Blob::new(frame));
            let Err(error) = post.send().await else { return Delivered::Sent };
            if error.as_service_error().is_some_and(|error| error.is_gone_exception()) {
                return Delivered::Gone;
            }
            match pauses.next().filter(|_| throttled(&error)) {
                Some(ms) => sleep(Duration::from_millis(ms)).await,
                None => {
                    warn!(connection.id = connection, error = %DisplayErrorContext(&error), "a frame was not delivered");
                    return Delivered::Failed;
                }
            }
        }
    }

    /// Posts frames one after another; stops at the first that is not sent.
    pub async fn post_all(&self, connection: &str, frames: &[String]) -> Delivered {
        for frame in frames {
            match self.post(connection, frame).await {
                Delivered::Sent => {}
                other => return other,
            }
        }
        Delivered::Sent
    }

    /// Closes a connection, so that its client comes back and resumes; one that is gone already is no error.
    pub async fn close(&self, connection: &str) {
        if let Err(error) = self.client.delete_connection().connection_id(connection).send().await
            && !error.as_service_error().is_some_and(|error| error.is_gone_exception())
        {
            warn!(connection.id = connection, error = %DisplayErrorContext(&error), "a connection was not closed");
        }
    }
}

fn throttled(error: &SdkError<PostToConnectionError>) -> bool {
    error.as_service_error().is_some_and(PostToConnectionError::is_limit_exceeded_exception)
        || error.raw_response().is_some_and(|response| response.status().as_u16() == 429)
}
