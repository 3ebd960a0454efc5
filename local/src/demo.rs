//! The demo integrations that an empty store gets: for each channel one, owned by the user `demo`.

use shared::channel::Channel;
use shared::integration::IntegrationId;

/// The demo's user.
pub const USER: &str = "demo";

/// One demo integration. Its secret is `<integration>-secret` and protects nothing.
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
}

/// The demo shop.
pub const SHOPIFY: Demo = Demo {
    channel: Channel::Shopify,
    integration: "demo-shopify",
    account: "demo-shop.myshopify.com",
    secret: "demo-shopify-secret",
};

/// A seller at Flipkart, whose webhooks are signed by HMAC.
pub const FLIPKART: Demo = Demo {
    channel: Channel::Flipkart,
    integration: "demo-flipkart",
    account: "demo-seller",
    secret: "demo-flipkart-secret",
};

/// A seller at Myntra, whose calls are signed by HMAC.
pub const MYNTRA: Demo =
    Demo { channel: Channel::Myntra, integration: "demo-myntra", account: "demo-seller", secret: "demo-myntra-secret" };

/// A sender of Standard Webhooks.
pub const STANDARD: Demo = Demo {
    channel: Channel::Standard,
    integration: "demo-standard",
    account: "demo-sender",
    secret: "demo-standard-secret",
};

impl Demo {
    /// All of them.
    pub const ALL: [Self; 4] = [SHOPIFY, FLIPKART, MYNTRA, STANDARD];

    /// The demo of a channel.
    pub fn of(channel: Channel) -> Option<Self> {
        Self::ALL.into_iter().find(|demo| demo.channel == channel)
    }

    /// The integration's id, where nothing but the path can name it.
    pub fn named_in_path(&self) -> Option<IntegrationId> {
        let unnamed = self.channel.sender().account_header().is_none();
        unnamed.then(|| self.integration.parse().expect("the demo's ids are ids"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_channel_has_a_demo_whose_names_are_those_of_the_channel() {
        for channel in Channel::ALL {
            let demo = Demo::of(*channel).unwrap();
            assert_eq!(demo.integration, format!("demo-{}", channel.name()));
            assert_eq!(demo.secret, format!("{}-secret", demo.integration));
            assert_eq!(channel.sender().account_key(demo.account).as_deref(), Some(demo.account));
            assert!(demo.integration.parse::<IntegrationId>().is_ok());
            // One of the two has to say whose webhook it is.
            assert_ne!(channel.sender().account_header().is_some(), demo.named_in_path().is_some());
        }
    }
}
