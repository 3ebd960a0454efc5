//! The steps that connect a seller at Amazon, for each transport.
//!
//! The calls are those of the Selling Partner API
//! (<https://developer-docs.amazon.com/sp-api/docs/notifications-api-v1-use-case-guide>).

use domain::integration::Integration;
use types::transport::Transport;

use crate::description::WEBHOOK_URL;

/// The steps for any integration: all transports, of which one is enough.
pub(super) fn general() -> Vec<String> {
    vec![by_queue(), by_bus(), subscribe(), by_sns(WEBHOOK_URL)]
}

/// The steps for one integration: those of its transports.
pub(super) fn of_integration(integration: &Integration, url: &str) -> Vec<String> {
    let uses = |transport| integration.schemes.of(transport).is_some();
    let (by_sqs, by_eventbridge) = (uses(Transport::Sqs), uses(Transport::EventBridge));
    let steps = [
        by_sqs.then(by_queue),
        by_eventbridge.then(by_bus),
        (by_sqs || by_eventbridge).then(subscribe),
        uses(Transport::Https).then(|| by_sns(url)),
    ];
    steps.into_iter().flatten().collect()
}

fn by_queue() -> String {
    "To receive notifications by SQS, create a destination with the queue's ARN, which is the stack's output \
     AmazonQueueArn."
        .to_owned()
}

fn by_bus() -> String {
    "To receive notifications by EventBridge, create a destination with your AWS account and region. Associate the \
     partner's event source with an event bus, and deploy with the parameter AmazonPartnerBus."
        .to_owned()
}

fn subscribe() -> String {
    "Subscribe each notification type to its destination, for each seller.".to_owned()
}

fn by_sns(url: &str) -> String {
    format!(
        "To receive notifications over HTTPS, subscribe {url} to your SNS topic (protocol HTTPS, raw message delivery \
         off). Add the topic's ARN to the scheme sns of the integration: Storebell then confirms the subscription, \
         and rejects messages of other topics."
    )
}
