//! The description of a channel for people and clients, before there is an integration: the entries of
//! `GET /api/channels`.

use std::collections::BTreeMap;

use serde::Serialize;
use signatures::{Scheme, fklogin, hmac_sha256, iam, sns, standard_webhooks, static_token};
use types::Channel;
use types::transport::Transport;

use crate::{ChannelAdapter, adapter};

/// Stands for the URL of an integration in steps that are not about one integration.
pub(crate) const WEBHOOK_URL: &str = "<webhook URL>";

/// The part of a [`ChannelDescription`] that each adapter states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelProfile {
    /// See [`ChannelDescription::title`].
    pub title: &'static str,
    /// See [`ChannelDescription::account_label`].
    pub account_label: &'static str,
    /// See [`ChannelDescription::account_example`].
    pub account_example: &'static str,
    /// See [`ChannelDescription::secret_label`].
    pub secret_label: Option<&'static str>,
    /// See [`ChannelDescription::topics`].
    pub topics: Vec<&'static str>,
    /// See [`ChannelDescription::setup_steps`].
    pub setup_steps: Vec<String>,
    /// See [`ChannelDescription::docs`].
    pub docs: &'static str,
}

/// A channel as `GET /api/channels` describes it. Everything but the texts is computed from the adapter, so that it
/// cannot contradict what ingest does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChannelDescription {
    /// The channel's name in paths and rows, such as `shopify`.
    pub name: &'static str,
    /// The channel's name for people, such as `Shopify`; for `standard` it is `Standard Webhooks`.
    pub title: &'static str,
    /// The label of the account in a form: `Shop domain` at Shopify, `Seller id` at Flipkart, `Seller id, or ARN of an
    /// SNS topic` at Amazon. The accounts of Selloship and `standard` are names that the owner chooses.
    pub account_label: &'static str,
    /// A valid account, such as `my-shop.myshopify.com` or `A1EXAMPLESELLER`.
    pub account_example: &'static str,
    /// The label of the secret in a form, such as `Client secret of the app` at Shopify. `None` at Amazon, whose
    /// integrations have no secret.
    pub secret_label: Option<&'static str>,
    /// The transports by which the channel's webhooks can arrive: `https`; at Amazon also `sqs` and `eventbridge`.
    pub transports: Vec<&'static str>,
    /// The names of the supported schemes by transport, the default scheme first: `{"https": ["hmac-sha256"]}` at
    /// Shopify, `{"https": ["sns"], "sqs": ["iam"], "eventbridge": ["iam"]}` at Amazon.
    pub schemes: BTreeMap<&'static str, Vec<&'static str>>,
    /// The scheme of an integration that is created without `schemes`, such as `hmac-sha256`. At Amazon it is that of a
    /// seller's integration, `iam`; an integration whose account is an SNS topic uses `sns`.
    pub default_scheme: &'static str,
    /// The header of the signature in the default scheme with its default settings, in lower case, such as
    /// `x-shopify-hmac-sha256`. `None` at Amazon, whose notifications have no such header.
    pub signature_header: Option<String>,
    /// The headers that a sender sets for each supported scheme with fixed header names: those of `standard-webhooks`
    /// and of `fklogin`. For `hmac-sha256` and `static-token` the integration's setting `header` names the one header.
    pub scheme_headers: BTreeMap<&'static str, Vec<HeaderDescription>>,
    /// The header that names the topic, in lower case, such as `x-shopify-topic`. `None` if the topic is in the body.
    pub topic_header: Option<&'static str>,
    /// The topics that the channel's documentation lists, or the convention for a channel without one. Empty for
    /// `standard`: each sender has its own.
    pub topics: Vec<&'static str>,
    /// The steps that connect an account, for any integration: `<webhook URL>` stands for the integration's URL. The
    /// steps for one integration are those of [`ChannelAdapter::setup_steps`].
    pub setup_steps: Vec<String>,
    /// The features that integrations of the channel support, any of: `register` (Storebell subscribes at the channel's
    /// API), `reconcile` (orders are fetched from the channel's API with an access token), `found_by_account` (a
    /// request names its account, so that an account belongs to one integration), `configurable_topic` (setting
    /// `topic`), `configurable_event_id` (setting `event_id`), `configurable_reply` (setting `reply`), `courier` (setting
    /// `ships_for`).
    pub capabilities: Vec<&'static str>,
    /// The page of the documentation, as a path in the project, such as `docs/channels/shopify.md`.
    pub docs: &'static str,
}

/// A header that a sender has to set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HeaderDescription {
    /// Its name, in lower case.
    pub name: String,
    /// Its content: `message id`, `timestamp` or `signature`.
    pub content: &'static str,
}

/// The description of a channel.
pub fn description(channel: Channel) -> ChannelDescription {
    let adapter = adapter(channel);
    let ChannelProfile { title, account_label, account_example, secret_label, topics, setup_steps, docs } =
        adapter.profile();
    let default = default_scheme(adapter, account_example);
    let supported = every_scheme();
    let schemes: BTreeMap<_, _> = Transport::ALL
        .into_iter()
        .map(|transport| (transport.name(), scheme_names(adapter, transport, &supported, default.as_ref())))
        .filter(|(_, names)| !names.is_empty())
        .collect();
    ChannelDescription {
        name: channel.name(),
        title,
        account_label,
        account_example,
        secret_label,
        transports: Transport::ALL.into_iter().map(Transport::name).filter(|name| schemes.contains_key(name)).collect(),
        default_scheme: default.as_ref().map_or("", Scheme::name),
        signature_header: default.as_ref().and_then(signature_header),
        scheme_headers: scheme_headers(adapter, &supported),
        schemes,
        topic_header: adapter.topic_header(),
        topics,
        setup_steps,
        capabilities: capability_names(adapter),
        docs,
    }
}

/// The default scheme of the first transport that has one.
fn default_scheme(adapter: &dyn ChannelAdapter, account: &str) -> Option<Scheme> {
    Transport::ALL.into_iter().find_map(|transport| adapter.default_scheme(transport, account))
}

fn scheme_names(
    adapter: &dyn ChannelAdapter,
    transport: Transport,
    schemes: &[Scheme],
    default: Option<&Scheme>,
) -> Vec<&'static str> {
    let supported =
        |scheme: &&Scheme| scheme.supports_transport(transport) && adapter.supports_scheme(transport, scheme);
    let mut names: Vec<_> = schemes.iter().filter(supported).map(Scheme::name).collect();
    names.sort_by_key(|name| default.is_none_or(|default| *name != default.name()));
    names
}

fn signature_header(scheme: &Scheme) -> Option<String> {
    let headers = scheme.signature_headers().into_iter();
    headers.filter(|name| scheme.is_signature_header(name)).map(str::to_owned).next()
}

fn scheme_headers(adapter: &dyn ChannelAdapter, schemes: &[Scheme]) -> BTreeMap<&'static str, Vec<HeaderDescription>> {
    let has_fixed_names = |scheme: &&Scheme| match scheme {
        Scheme::StandardWebhooks(_) | Scheme::Fklogin(_) => true,
        Scheme::HmacSha256(_) | Scheme::StaticToken(_) | Scheme::Sns(_) | Scheme::Iam(_) => false,
    };
    let supported = schemes.iter().filter(|scheme| adapter.supports_scheme(Transport::Https, scheme));
    supported.filter(has_fixed_names).map(|scheme| (scheme.name(), header_descriptions(scheme))).collect()
}

fn header_descriptions(scheme: &Scheme) -> Vec<HeaderDescription> {
    let content = |name: &str| match name {
        name if scheme.is_signature_header(name) => "signature",
        name if name.ends_with("-id") => "message id",
        _ => "timestamp",
    };
    let names = scheme.signature_headers().into_iter();
    names.map(|name| HeaderDescription { name: name.to_owned(), content: content(name) }).collect()
}

fn capability_names(adapter: &dyn ChannelAdapter) -> Vec<&'static str> {
    let capabilities = adapter.capabilities();
    let all = [
        ("register", adapter.supports_register()),
        ("reconcile", capabilities.reconcile),
        ("found_by_account", capabilities.found_by_account),
        ("configurable_topic", capabilities.configurable_topic),
        ("configurable_event_id", capabilities.configurable_event_id),
        ("configurable_reply", capabilities.configurable_reply),
        ("courier", capabilities.courier),
    ];
    all.into_iter().filter(|(_, is_supported)| *is_supported).map(|(name, _)| name).collect()
}

/// One scheme of each kind. Only their names, and the names of their fixed headers, are looked at.
fn every_scheme() -> [Scheme; 6] {
    let text = String::new;
    [
        Scheme::HmacSha256(hmac_sha256::Settings::base64_in("")),
        Scheme::StandardWebhooks(standard_webhooks::Settings::default()),
        Scheme::StaticToken(static_token::Settings { header: text(), prefix: text() }),
        Scheme::Fklogin(fklogin::Settings { app_id: text(), url: text(), window_seconds: 0 }),
        Scheme::Sns(sns::Settings::for_topics(Vec::new())),
        Scheme::Iam(iam::Settings::default()),
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use serde_json::json;
    use types::secret::Secret;

    use super::*;

    #[test]
    fn description_of_each_channel_is_complete() {
        for channel in Channel::ALL {
            let described = description(*channel);
            let name = described.name;
            for text in [described.title, described.account_label, described.account_example, described.docs] {
                assert!(!text.trim().is_empty(), "{name}: {described:?}");
            }
            assert!(adapter(*channel).account_key(described.account_example).is_some(), "{name}");
            assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(described.docs).is_file(), "{name}");
            assert!(!described.transports.is_empty(), "{name}");
            assert!(described.schemes.values().flatten().any(|scheme| *scheme == described.default_scheme), "{name}");
            assert_eq!(described.topics.is_empty(), *channel == Channel::Standard, "{name}");
            assert_eq!(described.secret_label.is_none(), *channel == Channel::Amazon, "{name}");
            let steps = described.setup_steps.join(" ");
            assert!(described.setup_steps.iter().all(|step| step.ends_with('.')), "{name}: {steps}");
            assert!(steps.contains(WEBHOOK_URL), "{name}: {steps}");
        }
    }

    #[test]
    fn titles_and_names_are_unique() {
        let all: Vec<_> = Channel::ALL.iter().map(|channel| description(*channel)).collect();
        let unique = |text: fn(&ChannelDescription) -> &str| all.iter().map(text).collect::<BTreeSet<_>>().len();
        assert_eq!((unique(|one| one.title), unique(|one| one.name)), (all.len(), all.len()));
    }

    #[test]
    fn signature_header_is_the_one_that_the_default_scheme_reads() {
        let (secret, now) = (Secret::new("a-secret-value"), "2026-11-02T04:45:00Z".parse().unwrap());
        for channel in Channel::ALL {
            let described = description(*channel);
            let default = default_scheme(adapter(*channel), described.account_example).unwrap();
            assert_eq!(default.name(), described.default_scheme);
            let Ok(mut headers) = default.sign(&secret, "1", now, b"{}") else {
                assert_eq!(described.signature_header, None, "{}", described.name);
                continue;
            };
            let secrets = [secret.clone()];
            assert!(default.verify_signature(&secrets, &headers, b"{}".to_vec(), now).is_ok(), "{}", described.name);
            headers.remove(described.signature_header.as_deref().unwrap()).unwrap();
            assert!(default.verify_signature(&secrets, &headers, b"{}".to_vec(), now).is_err(), "{}", described.name);
        }
    }

    #[test]
    fn every_documented_topic_is_deduplicated_by_itself() {
        use domain::delivery::DedupTopic;
        for channel in Channel::ALL {
            for topic in description(*channel).topics {
                let dedup_topic = adapter(*channel).dedup_topic(topic);
                let expected = [DedupTopic::Known(topic), DedupTopic::Daily(topic)];
                assert!(expected.contains(&dedup_topic), "{} {topic}: {dedup_topic:?}", channel.name());
            }
        }
    }

    #[test]
    fn every_scheme_has_one_of_each_kind() {
        let index = |scheme: &Scheme| match scheme {
            Scheme::HmacSha256(_) => 0,
            Scheme::StandardWebhooks(_) => 1,
            Scheme::StaticToken(_) => 2,
            Scheme::Fklogin(_) => 3,
            Scheme::Sns(_) => 4,
            Scheme::Iam(_) => 5,
        };
        assert_eq!(every_scheme().each_ref().map(index), [0, 1, 2, 3, 4, 5]);
    }

    #[test]
    fn description_serializes_with_the_members_of_the_contract() {
        let described = serde_json::to_value(description(Channel::Flipkart)).unwrap();
        assert_eq!(described["schemes"], json!({"https": ["hmac-sha256", "fklogin"]}));
        assert_eq!(described["signature_header"], json!("x-flipkart-signature"));
        let fklogin =
            json!([{"name": "x_date", "content": "timestamp"}, {"name": "x_authorization", "content": "signature"}]);
        assert_eq!(described["scheme_headers"], json!({"fklogin": fklogin}));
        let amazon = serde_json::to_value(description(Channel::Amazon)).unwrap();
        assert_eq!(amazon["transports"], json!(["https", "sqs", "eventbridge"]));
        assert_eq!(amazon["schemes"], json!({"https": ["sns"], "sqs": ["iam"], "eventbridge": ["iam"]}));
        assert_eq!((&amazon["default_scheme"], &amazon["signature_header"]), (&json!("iam"), &json!(null)));
        assert_eq!(amazon["capabilities"], json!(["found_by_account"]));
        let shopify = serde_json::to_value(description(Channel::Shopify)).unwrap();
        assert_eq!(shopify["capabilities"], json!(["register", "reconcile", "found_by_account"]));
        let standard = serde_json::to_value(description(Channel::Standard)).unwrap();
        let contents = standard["scheme_headers"]["standard-webhooks"].as_array().unwrap().iter();
        let contents: Vec<_> = contents.map(|header| header["content"].as_str().unwrap()).collect();
        assert_eq!(contents, ["message id", "timestamp", "signature"]);
    }
}
