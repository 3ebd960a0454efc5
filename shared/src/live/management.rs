//! API Gateway's management API: posts to connections and closes them.

use std::time::Duration;

use aws_config::SdkConfig;
use aws_config::timeout::TimeoutConfig;
use aws_sdk_apigatewaymanagement::Client;
use aws_sdk_apigatewaymanagement::error::DisplayErrorContext;
use aws_sdk_apigatewaymanagement::primitives::Blob;
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

impl ManagementApi {
    /// At `endpoint`, such as `https://<api>.execute-api.<region>.amazonaws.com/<stage>`.
    pub fn new(aws: &SdkConfig, endpoint: &str) -> Self {
        let limits = TimeoutConfig::builder().operation_timeout(TIME_LIMIT).build();
        let configuration =
            aws_sdk_apigatewaymanagement::config::Builder::from(aws).endpoint_url(endpoint).timeout_config(limits);
        Self { client: Client::from_conf(configuration.build()) }
    }

    /// Posts one frame.
    pub async fn post(&self, connection: &str, frame: &str) -> Delivered {
        let post = self.client.post_to_connection().connection_id(connection).data(Blob::new(frame));
        match post.send().await {
            Ok(_) => Delivered::Sent,
            Err(error) if error.as_service_error().is_some_and(|error| error.is_gone_exception()) => Delivered::Gone,
            Err(error) => {
                warn!(connection.id = connection, error = %DisplayErrorContext(&error), "a frame was not delivered");
                Delivered::Failed
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
