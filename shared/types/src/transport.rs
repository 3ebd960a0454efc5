//! The transports of webhooks.

use std::fmt;

/// How a webhook is transported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Transport {
    /// An HTTPS request. Anyone can send one.
    Https,
    /// A message of an SQS queue. IAM authorizes its sender.
    Sqs,
    /// An event of an EventBridge event bus. IAM authorizes its sender.
    EventBridge,
}

impl Transport {
    /// Every transport.
    pub const ALL: [Self; 3] = [Self::Https, Self::Sqs, Self::EventBridge];

    /// The name that stands in an integration's `schemes`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Https => "https",
            Self::Sqs => "sqs",
            Self::EventBridge => "eventbridge",
        }
    }
}

impl fmt::Display for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
