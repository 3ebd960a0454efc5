//! Confirms SNS subscriptions with the function's own credentials, so that only the topic's account can end them. The
//! `SubscribeURL` of a message is never requested.
//!
//! Source: <https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html>

use std::time::Duration;

use aws_config::SdkConfig;
use aws_sdk_sns::Client;
use aws_sdk_sns::config::{Builder, Region};
use aws_sdk_sns::error::{DisplayErrorContext, SdkError};
use aws_sdk_sns::operation::confirm_subscription::ConfirmSubscriptionError;
use domain::integration::IntegrationId;
use tokio::time::timeout;
use tracing::{info, warn};

/// The time limit of a confirmation. Together with the webhook receiver's own limit it is less than the function's
/// timeout and less than the 15 s that SNS waits
/// (<https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html>).
const CONFIRM_TIMEOUT: Duration = Duration::from_secs(4);

/// The code of every failure that may be transient. A missing permission is one: once the owner has granted it, the
/// next attempt of SNS succeeds.
const UNAVAILABLE: &str = "confirmation_unavailable";

pub(crate) struct SubscriptionConfirmer {
    aws: SdkConfig,
    endpoint: Option<String>,
}

/// A subscription was not confirmed. The cause is in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ConfirmError {
    /// SNS should send the message again.
    Transient,
    /// Another attempt would fail the same way.
    Permanent,
}

impl SubscriptionConfirmer {
    /// Requests go to `endpoint`; if that is `None`, to SNS in the topic's region.
    pub(crate) fn new(aws: &SdkConfig, endpoint: Option<String>) -> Self {
        Self { aws: aws.clone(), endpoint }
    }

    /// Confirms the subscription that `token` belongs to. The caller must have verified the message, and that the
    /// integration names its topic.
    pub(crate) async fn confirm(
        &self,
        topic_arn: &str,
        token: &str,
        integration: &IntegrationId,
        request_id: &str,
    ) -> Result<(), ConfirmError> {
        let request = self.client(topic_arn).confirm_subscription().topic_arn(topic_arn).token(token);
        let request = request.authenticate_on_unsubscribe("true");
        let (code, error) = match timeout(CONFIRM_TIMEOUT, request.send()).await {
            Ok(Ok(_)) => {
                info!(%integration, sns.topic = topic_arn, request.id = request_id, "subscription confirmed");
                return Ok(());
            }
            Ok(Err(error)) => (code(&error), DisplayErrorContext(&error).to_string()),
            Err(_) => (UNAVAILABLE, format!("no response within {CONFIRM_TIMEOUT:?}")),
        };
        warn!(
            %integration, sns.topic = topic_arn, code, error, request.id = request_id,
            "subscription not confirmed"
        );
        Err(if code == UNAVAILABLE { ConfirmError::Transient } else { ConfirmError::Permanent })
    }

    /// A client for the topic's region. It is not cached: subscriptions are rarely confirmed.
    fn client(&self, topic_arn: &str) -> Client {
        let region = topic_arn.split(':').nth(3).unwrap_or_default().to_owned();
        let config = Builder::from(&self.aws).region(Region::new(region));
        let config = match &self.endpoint {
            Some(endpoint) => config.endpoint_url(endpoint),
            None => config,
        };
        Client::from_conf(config.build())
    }
}

fn code(error: &SdkError<ConfirmSubscriptionError>) -> &'static str {
    match error.as_service_error() {
        Some(ConfirmSubscriptionError::InvalidParameterException(_)) => "confirmation_refused",
        Some(ConfirmSubscriptionError::NotFoundException(_)) => "confirmation_not_found",
        Some(
            ConfirmSubscriptionError::SubscriptionLimitExceededException(_)
            | ConfirmSubscriptionError::FilterPolicyLimitExceededException(_),
        ) => "confirmation_over_limit",
        _ => UNAVAILABLE,
    }
}
