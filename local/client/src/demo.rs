//! The demo integrations of an empty store: one for each channel, owned by the user `demo`.

use domain::integration::{IntegrationId, Schemes};
use signatures::Scheme;
use types::Channel;

/// The user who owns the demo integrations.
pub const USER: &str = "demo";

/// One demo integration. Its secret is public and protects nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Demo {
    /// The channel.
    pub channel: Channel,
    /// The integration's id.
    pub integration: &'static str,
    /// Its account on the channel.
    pub account: &'static str,
    /// Its secret.
    pub secret: &'static str,
    /// The access token for the channel's API, if Storebell fetches orders from the channel.
    pub access_token: Option<&'static str>,
    /// The ARN of the SNS topic that sends its webhooks over HTTPS, if there is one.
    pub sns_topic: Option<&'static str>,
}

/// The demo shop.
pub const SHOPIFY: Demo = Demo {
    channel: Channel::Shopify,
    integration: "demo-shopify",
    account: "demo-shop.myshopify.com",
    secret: "demo-shopify-secret",
    access_token: Some("demo-shopify-token"),
    sns_topic: None,
};

/// A seller's account at Selloship.
pub const SELLOSHIP: Demo = Demo {
    channel: Channel::Selloship,
    integration: "demo-selloship",
    account: "demo-seller",
    secret: "demo-selloship-secret",
    access_token: None,
    sns_topic: None,
};

/// A seller at Flipkart, with webhooks signed by HMAC.
pub const FLIPKART: Demo = Demo {
    channel: Channel::Flipkart,
    integration: "demo-flipkart",
    account: "demo-seller",
    secret: "demo-flipkart-secret",
    access_token: None,
    sns_topic: None,
};

/// A seller at Myntra, with webhooks signed by HMAC.
pub const MYNTRA: Demo = Demo {
    channel: Channel::Myntra,
    integration: "demo-myntra",
    account: "demo-seller",
    secret: "demo-myntra-secret",
    access_token: None,
    sns_topic: None,
};

/// A sender of Standard Webhooks. Its secret has the form that the reference libraries require: `whsec_` and base64, here
/// of `demo-standard-webhooks-secret`.
pub const STANDARD: Demo = Demo {
    channel: Channel::Standard,
    integration: "demo-standard",
    account: "demo-sender",
    secret: "whsec_ZGVtby1zdGFuZGFyZC13ZWJob29rcy1zZWNyZXQ=",
    access_token: None,
    sns_topic: None,
};

/// A seller at Amazon, with notifications by a queue, an event bus and an SNS topic.
pub const AMAZON: Demo = Demo {
    channel: Channel::Amazon,
    integration: "demo-amazon",
    account: "A1EXAMPLESELLER",
    secret: "demo-amazon-secret",
    access_token: None,
    sns_topic: Some("arn:aws:sns:us-east-1:000000000000:demo-amazon"),
};

impl Demo {
    /// All demo integrations.
    pub const ALL: [Self; 6] = [SHOPIFY, AMAZON, FLIPKART, MYNTRA, SELLOSHIP, STANDARD];

    /// The demo integration of a channel.
    pub fn of(channel: Channel) -> Option<Self> {
        Self::ALL.into_iter().find(|demo| demo.channel == channel)
    }

    /// The signature schemes of its transports: the channel's default ones, and that of its SNS topic.
    pub fn schemes(&self) -> Schemes {
        let usual = channels::default_schemes(self.channel, self.account);
        match self.sns_topic {
            Some(topic) => Schemes {
                https: Some(Scheme::Sns(signatures::sns::Settings::for_topics(vec![topic.to_owned()]))),
                ..usual
            },
            None => usual,
        }
    }

    /// The integration's id, if only the path can name it: the channel has no header for the account, or the header names
    /// the SNS topic.
    pub fn named_in_path(&self) -> Option<IntegrationId> {
        let unnamed = channels::adapter(self.channel).account_header().is_none() || self.sns_topic.is_some();
        unnamed.then(|| self.integration.parse().expect("the ids of demo integrations are valid"))
    }
}

#[cfg(test)]
mod tests {
    use types::transport::Transport;

    use super::*;

    #[test]
    fn every_channel_has_a_valid_demo_integration() {
        for channel in Channel::ALL {
            let demo = Demo::of(*channel).unwrap();
            assert_eq!(demo.integration, format!("demo-{}", channel.name()));
            assert_eq!(channels::adapter(*channel).account_key(demo.account).as_deref(), Some(demo.account));
            assert!(demo.integration.parse::<IntegrationId>().is_ok());
            assert_eq!(demo.access_token.is_some(), channels::adapter(*channel).supports_reconcile(demo.account));
            // Either a header or the path names the integration.
            let named = channels::adapter(*channel).account_header().is_some() && demo.sns_topic.is_none();
            assert_ne!(named, demo.named_in_path().is_some());
            assert!(!demo.schemes().is_empty());
            assert!(
                Transport::ALL.iter().all(|way| demo.schemes().of(*way).is_none_or(|scheme| scheme.check().is_ok()))
            );
        }
    }
}
