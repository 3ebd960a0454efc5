//! What is to be done with Amazon, for each way in that an integration takes.

use domain::integration::Integration;
use types::transport::Transport;

/// The calls are those of the Selling Partner API
/// (<https://developer-docs.amazon.com/sp-api/docs/notifications-api-v1-use-case-guide>).
pub(super) fn steps(integration: &Integration, url: &str) -> Vec<String> {
    let mut steps = Vec::new();
    if integration.schemes.of(Transport::Sqs).is_some() {
        steps.push("Queue: make a destination with the stack's output AmazonQueueArn.".to_owned());
    }
    if integration.schemes.of(Transport::EventBridge).is_some() {
        steps.push(
            "Bus: make a destination with your AWS account and region, associate the partner's event source \
                    with a bus, and deploy with AmazonPartnerBus."
                .to_owned(),
        );
    }
    if integration.schemes.of(Transport::Sqs).is_some() || integration.schemes.of(Transport::EventBridge).is_some() {
        steps.push("Subscribe each notification type to its destination, for each seller.".to_owned());
    }
    if integration.schemes.of(Transport::Https).is_some() {
        steps.push(format!(
            "Topic of SNS: subscribe {url} by HTTPS, raw message delivery off; it is confirmed by itself."
        ));
    }
    steps
}
