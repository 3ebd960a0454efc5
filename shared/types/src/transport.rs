//! The ways by which webhooks come in.

use std::fmt;

/// A way in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Transport {
    /// A request over HTTPS, from anybody.
    Https,
    /// A message in a queue of SQS, which IAM guards.
    Sqs,
    /// An event on a bus of EventBridge, which IAM guards.
    EventBridge,
}

impl Transport {
    /// Every way.
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
