//! The webhooks to send: a sample, made unique each time, or the bytes of a file.

use std::fs;
use std::path::{Path, PathBuf};

use domain::integration::IntegrationId;
use local_client::{OrderId, SAMPLES, Sample, UniqueSamples};
use types::Channel;
use types::time::Clock;
use types::transport::Transport;

use super::saved_event::SavedEvent;
use super::{CommandError, SendArgs, channel_name};

/// The largest file that is read: three times what a stack accepts, so that its 413 can be seen.
const MAX_FILE_BYTES: u64 = 12 * 1024 * 1024;

/// The webhooks to send.
#[derive(Debug)]
pub(super) enum Content {
    /// A sample whose bodies are all different.
    Unique { sample: Sample, order: Option<OrderId>, bodies: UniqueSamples },
    /// The same bytes each time.
    Fixed { topic: String, sender: SenderIdentity, body: Vec<u8> },
}

/// The sender, as far as the content names it.
#[derive(Clone, Debug)]
pub(super) struct SenderIdentity {
    pub(super) channel: Channel,
    pub(super) account: Option<String>,
    pub(super) integration: Option<IntegrationId>,
    pub(super) way: Option<Transport>,
}

impl SenderIdentity {
    fn of(channel: Channel) -> Self {
        Self { channel, account: None, integration: None, way: None }
    }
}

impl Content {
    /// The content that the arguments name.
    ///
    /// # Errors
    /// [`CommandError::Usage`] or [`CommandError::File`].
    pub(super) fn find(args: &SendArgs) -> Result<Self, CommandError> {
        if let Some(channel) = channel_name::find(&args.what) {
            return Self::sample(channel, args);
        }
        let path = Path::new(&args.what);
        match channel_name::unknown(&args.what).filter(|_| !path.exists()) {
            Some(message) => Err(CommandError::Usage(message)),
            None => Self::file(path, args.topic.as_deref()),
        }
    }

    fn sample(channel: Channel, args: &SendArgs) -> Result<Self, CommandError> {
        let sample = args.topic.as_deref().and_then(|topic| Sample::find(channel, topic));
        let sample = sample.ok_or_else(|| no_such_sample(channel, args.topic.as_deref()))?;
        Ok(if args.as_is {
            let topic = sample.topic.to_owned();
            Self::Fixed { topic, sender: SenderIdentity::of(channel), body: sample.body.into() }
        } else {
            Self::Unique { sample, order: args.order, bodies: UniqueSamples::new(Clock::system()) }
        })
    }

    /// A file with an event names its channel and topic. A file with a body has the name of its sample, or needs a topic.
    fn file(path: &Path, topic: Option<&str>) -> Result<Self, CommandError> {
        let bytes = read(path)?;
        if let Some(event) = SavedEvent::read(&bytes) {
            let topic = topic.map(str::to_owned).or_else(|| event.topic.clone());
            let topic = topic
                .ok_or_else(|| CommandError::Usage("the event names no topic; add it as an argument".to_owned()))?;
            let SavedEvent { channel, account, integration, way, body, .. } = event;
            let sender = SenderIdentity { channel, account, integration, way: Some(way) };
            return Ok(Self::Fixed { topic, sender, body });
        }
        let sample = path.file_stem().and_then(|name| Sample::named(&name.to_string_lossy()));
        let channel = sample.map_or(Channel::Shopify, |sample| sample.channel);
        match topic.or(sample.map(|sample| sample.topic)) {
            Some(topic) => {
                Ok(Self::Fixed { topic: topic.to_owned(), sender: SenderIdentity::of(channel), body: bytes })
            }
            None => Err(CommandError::Usage(format!("the topic is missing: storebell send {} TOPIC", path.display()))),
        }
    }

    pub(super) fn sender(&self) -> SenderIdentity {
        match self {
            Self::Unique { sample, .. } => SenderIdentity::of(sample.channel),
            Self::Fixed { sender, .. } => sender.clone(),
        }
    }

    pub(super) fn topic(&self) -> &str {
        match self {
            Self::Unique { sample, .. } => sample.topic,
            Self::Fixed { topic, .. } => topic,
        }
    }

    /// The next body to sign and post.
    pub(super) fn next_body(&mut self) -> Vec<u8> {
        match self {
            Self::Unique { sample, order, bodies } => bodies.body(sample, *order).into_bytes(),
            Self::Fixed { body, .. } => body.clone(),
        }
    }
}

fn no_such_sample(channel: Channel, topic: Option<&str>) -> CommandError {
    let of_channel = SAMPLES.iter().filter(|sample| sample.channel == channel);
    let topics: Vec<_> = of_channel.map(|sample| sample.topic).collect();
    let problem = topic
        .map_or_else(|| "a topic is missing".to_owned(), |topic| format!("there is no sample of the topic {topic}"));
    CommandError::Usage(format!("{problem}; samples of {}: {}", channel.name(), topics.join(", ")))
}

fn read(path: &Path) -> Result<Vec<u8>, CommandError> {
    let failed = |error| CommandError::File { path: PathBuf::from(path), error };
    if fs::metadata(path).map_err(failed)?.len() > MAX_FILE_BYTES {
        return Err(CommandError::Usage(format!("{} is larger than {MAX_FILE_BYTES} bytes", path.display())));
    }
    fs::read(path).map_err(failed)
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;
    use serde_json::Value;

    use super::*;

    #[derive(Debug, clap::Parser)]
    struct CommandLine {
        #[command(flatten)]
        args: SendArgs,
    }

    fn find(line: &[&str]) -> Result<Content, CommandError> {
        let line = CommandLine::try_parse_from([&["send"], line].concat()).unwrap();
        Content::find(&line.args)
    }

    fn events(name: &str) -> String {
        format!("{}/../../events/{name}", env!("CARGO_MANIFEST_DIR"))
    }

    #[test]
    fn sample_is_unique_each_time_except_with_as_is() {
        let id = |body: Vec<u8>| serde_json::from_slice::<Value>(&body).unwrap()["id"].clone();
        let mut unique = find(&["shopify", "orders/create"]).unwrap();
        assert_eq!((unique.sender().channel, unique.topic()), (Channel::Shopify, "orders/create"));
        assert_ne!(id(unique.next_body()), id(unique.next_body()));
        let mut as_is = find(&["shopify", "orders/create", "--as-is"]).unwrap();
        let sample = Sample::find(Channel::Shopify, "orders/create").unwrap();
        assert_eq!(as_is.next_body(), sample.body.as_bytes());
    }

    #[test]
    fn topic_of_a_file_is_read_from_its_name_or_its_event() {
        let sample = Sample::find(Channel::Shopify, "orders/create").unwrap();
        for (file, account) in [
            ("bodies/shopify-orders-create.json", None),
            ("shopify-orders-create.json", Some("demo-shop.myshopify.com")),
            ("shopify-orders-create-base64.json", Some("demo-shop.myshopify.com")),
        ] {
            let mut content = find(&[&events(file)]).unwrap();
            let named = content.sender().account;
            assert_eq!((content.topic(), named.as_deref()), ("orders/create", account), "{file}");
            assert_eq!(content.next_body(), sample.body.as_bytes(), "{file}");
        }
        let file = events("bodies/shopify-orders-create.json");
        assert_eq!(find(&[&file, "orders/updated"]).unwrap().topic(), "orders/updated");
    }

    #[test]
    fn topic_and_integration_are_read_from_body_and_path_where_a_channel_has_no_headers() {
        let sample = Sample::find(Channel::Standard, "order.paid").unwrap();
        for (file, integration) in
            [("bodies/standard-order.paid.json", None), ("standard-order.paid.json", Some("demo-standard"))]
        {
            let mut content = find(&[&events(file)]).unwrap();
            let sender = content.sender();
            assert_eq!((content.topic(), sender.channel), ("order.paid", Channel::Standard), "{file}");
            assert_eq!(sender.integration.as_ref().map(IntegrationId::as_str), integration, "{file}");
            assert_eq!(content.next_body(), sample.body.as_bytes(), "{file}");
        }
    }

    #[test]
    fn amazon_event_names_its_transport_and_holds_the_notification() {
        let sample = Sample::find(Channel::Amazon, "ORDER_CHANGE").unwrap();
        let order: Value = serde_json::from_str(sample.body).unwrap();
        for (file, way) in [
            ("amazon-ORDER_CHANGE.json", Transport::Sqs),
            ("amazon-ORDER_CHANGE-eventbridge.json", Transport::EventBridge),
            ("amazon-ORDER_CHANGE-sns.json", Transport::Https),
        ] {
            let mut content = find(&[&events(file)]).unwrap();
            assert_eq!((content.topic(), content.sender().way), ("ORDER_CHANGE", Some(way)), "{file}");
            let mut body: Value = serde_json::from_slice(&content.next_body()).unwrap();
            if way == Transport::Https {
                body = serde_json::from_str(body["Message"].as_str().unwrap()).unwrap();
            }
            assert_eq!(body, order, "{file}");
        }
    }

    #[test]
    fn content_that_cannot_be_sent_is_an_error_that_names_the_reason() {
        for (line, text) in [
            (&["shopify"][..], "a topic is missing; samples of shopify: orders/create,"),
            (&["shopify", "orders/eaten"], "no sample of the topic orders/eaten"),
            (&["no-such-file.json"], "no-such-file.json cannot be read"),
            (&["shopfy", "orders/create"], "unknown channel `shopfy`, did you mean `shopify`?"),
            (&[concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")], "the topic is missing"),
        ] {
            let error = find(line).unwrap_err().to_string();
            assert!(error.contains(text), "{line:?}: {error}");
        }
    }
}
