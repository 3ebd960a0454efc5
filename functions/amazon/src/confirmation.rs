//! Confirms subscriptions as a member of the account, so that nobody else can end them. No URL of a message is followed.
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

/// The time for a confirmation. With the door's own it is less than the function has, and than the 15 s for which SNS
/// waits (<https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html>).
const TIME_LIMIT: Duration = Duration::from_secs(4);

/// What confirms.
pub(crate) struct Confirmations {
    aws: SdkConfig,
    endpoint: Option<String>,
}

/// A subscription that was not confirmed. Why is in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ConfirmError {
    /// SNS has to come again.
    ForNow,
    /// It would be in vain.
    ForGood,
}

impl Confirmations {
    /// With the function's own credentials; at `endpoint`, if there is one.
    pub(crate) fn new(aws: &SdkConfig, endpoint: Option<String>) -> Self {
        Self { aws: aws.clone(), endpoint }
    }

    /// Confirms the subscription that the token is for. Who calls this has found the message genuine, and its topic
    /// among those of the integration.
    pub(crate) async fn confirm(
        &self,
        topic_arn: &str,
        token: &str,
        integration: &IntegrationId,
        request_id: &str,
    ) -> Result<(), ConfirmError> {
        let request = self.client(topic_arn).confirm_subscription().topic_arn(topic_arn).token(token);
        let request = request.authenticate_on_unsubscribe("true");
        let outcome = timeout(TIME_LIMIT, request.send()).await;
        let (reason, error) = match &outcome {
            Ok(Ok(_)) => {
                info!(%integration, sns.topic = topic_arn, request.id = request_id, "subscription confirmed");
                return Ok(());
            }
            Ok(Err(error)) => (code(error), DisplayErrorContext(error).to_string()),
            Err(_) => (UNAVAILABLE, format!("not done in {TIME_LIMIT:?}")),
        };
        warn!(%integration, sns.topic = topic_arn, reason, error, request.id = request_id, "subscription not confirmed");
        Err(if reason == UNAVAILABLE { ConfirmError::ForNow } else { ConfirmError::ForGood })
    }

    /// A client for the region in which the topic is. Subscriptions are confirmed once in a while: it is not kept.
    fn client(&self, topic_arn: &str) -> Client {
        let region = topic_arn.split(':').nth(3).unwrap_or_default().to_owned();
        let configuration = Builder::from(&self.aws).region(Region::new(region));
        let configuration = match &self.endpoint {
            Some(endpoint) => configuration.endpoint_url(endpoint),
            None => configuration,
        };
        Client::from_conf(configuration.build())
    }
}

/// Whatever may pass, a missing permission included: once the owner has mended it, SNS's next try succeeds.
const UNAVAILABLE: &str = "confirmation_unavailable";

/// The stable code for what went wrong.
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
