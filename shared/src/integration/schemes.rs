//! How an integration's deliveries are proven, by each way in.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::channel::Channel;
use crate::scheme::Scheme;
use crate::secret::Secret;
use crate::transport::Transport;

/// At most one scheme for each way in; there is no falling back from one to another, and a way without a scheme takes
/// nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schemes {
    /// For webhooks that come as HTTPS requests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub https: Option<Scheme>,
    /// For messages of a queue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sqs: Option<Scheme>,
    /// For events of a bus.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eventbridge: Option<Scheme>,
}

/// Why the text of a scheme was not taken.
const UNKNOWN: &str = "the scheme is not known, or its settings are not those that it needs";

impl Schemes {
    /// The schemes by which an account of a channel is verified where nothing else is said; none where each needs to
    /// be told something.
    pub fn usual(channel: Channel, account: &str) -> Self {
        let usual = |way| channel.adapter().default_scheme(way, account);
        Self { https: usual(Transport::Https), sqs: usual(Transport::Sqs), eventbridge: usual(Transport::EventBridge) }
    }

    /// Schemes as an owner writes them: for each way in a name, which means the channel's usual settings for this way
    /// and account, or an object with `scheme` and its settings.
    ///
    /// # Errors
    /// What is wrong, for the person who wrote it.
    pub fn written(channel: Channel, account: &str, value: Value) -> Result<Self, &'static str> {
        let Value::Object(mut ways) = value else { return Err("it is no object") };
        let mut of =
            |way: Transport| ways.remove(way.name()).map(|value| scheme(channel, account, way, value)).transpose();
        let schemes =
            Self { https: of(Transport::Https)?, sqs: of(Transport::Sqs)?, eventbridge: of(Transport::EventBridge)? };
        if !ways.is_empty() {
            return Err("it names a way in that is not known");
        }
        if schemes.is_empty() {
            return Err("it says no scheme for any way in");
        }
        Ok(schemes)
    }

    /// The scheme of a way in.
    pub fn of(&self, way: Transport) -> Option<&Scheme> {
        match way {
            Transport::Https => self.https.as_ref(),
            Transport::Sqs => self.sqs.as_ref(),
            Transport::EventBridge => self.eventbridge.as_ref(),
        }
    }

    /// Whether nothing is taken, whatever the way.
    pub fn is_empty(&self) -> bool {
        self.all().next().is_none()
    }

    /// Whether a secret can be one of every scheme that there is.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check_secret(&self, secret: &Secret) -> Result<(), &'static str> {
        self.all().try_for_each(|scheme| scheme.check_secret(secret))
    }

    fn all(&self) -> impl Iterator<Item = &Scheme> {
        Transport::ALL.into_iter().filter_map(|way| self.of(way))
    }
}

/// The scheme of one way as it was written.
fn scheme(channel: Channel, account: &str, way: Transport, value: Value) -> Result<Scheme, &'static str> {
    let adapter = channel.adapter();
    let scheme = match value {
        Value::String(name) => match adapter.default_scheme(way, account).filter(|usual| usual.name() == name) {
            Some(usual) => usual,
            None => serde_json::from_value(json!({ "scheme": name })).map_err(|_| UNKNOWN)?,
        },
        settings => serde_json::from_value(settings).map_err(|_| UNKNOWN)?,
    };
    scheme.check()?;
    if !scheme.fits(way) {
        return Err("the scheme iam is for sqs and eventbridge, every other for https");
    }
    if !adapter.takes(way, &scheme) {
        return Err("the channel is not verified by this scheme");
    }
    Ok(scheme)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(channel: Channel, value: Value) -> Result<Schemes, &'static str> {
        Schemes::written(channel, "demo", value)
    }

    #[test]
    fn a_name_means_the_usual_settings_and_an_object_says_its_own() {
        let usual = Schemes::usual(Channel::Shopify, "demo-shop.myshopify.com");
        assert_eq!(written(Channel::Shopify, json!({"https": "hmac-sha256"})), Ok(usual));
        for written_as in [
            json!({"https": "standard-webhooks"}),
            json!({"https": {"scheme": "static-token", "header": "x-token"}}),
            json!({"https": {"scheme": "fklogin", "app_id": "app", "url": "https://a.example/hook"}}),
        ] {
            let schemes = written(Channel::Standard, written_as.clone()).unwrap();
            assert!(schemes.of(Transport::Https).is_some() && schemes.of(Transport::Sqs).is_none(), "{written_as}");
        }
    }

    #[test]
    fn what_can_be_no_schemes_is_refused() {
        let topic = "arn:aws:sns:ap-south-1:111122223333:topic";
        for (value, told) in [
            (json!("hmac-sha256"), "no object"),
            (json!({}), "no scheme for any way"),
            (json!({"https": null}), "not known"),
            (json!({"https": "none"}), "not known"),
            (json!({"https": "static-token"}), "not known"),
            (json!({"https": {"scheme": "hmac-sha256", "header": "X-Signature"}}), "lower case"),
            (json!({"https": "standard-webhooks", "http": "hmac-sha256"}), "way in that is not known"),
            (json!({"https": "iam"}), "every other for https"),
            (json!({"sqs": "standard-webhooks"}), "every other for https"),
            (json!({"eventbridge": {"scheme": "static-token", "header": "x-token"}}), "every other for https"),
            (json!({"sqs": "iam"}), "not verified by this scheme"),
            (json!({"https": {"scheme": "sns", "topics": [topic]}}), "not verified by this scheme"),
        ] {
            let refused = written(Channel::Standard, value.clone()).unwrap_err();
            assert!(refused.contains(told), "{value}: {refused}");
        }
        let token = json!({"https": {"scheme": "static-token", "header": "x-token"}});
        assert!(written(Channel::Shopify, token).is_err());
    }

    #[test]
    fn rows_of_before_there_were_other_ways_read_on_and_absent_ways_are_not_written() {
        let row = json!({"https": {"scheme": "standard-webhooks", "tolerance_seconds": 300}});
        let schemes: Schemes = serde_json::from_value(row.clone()).unwrap();
        assert_eq!(schemes, Schemes::usual(Channel::Standard, "demo"));
        assert_eq!(serde_json::to_value(&schemes).unwrap(), row);
    }
}
