//! What is sent: a sample, made new each time, or a file as it is.

use std::fs;
use std::path::{Path, PathBuf};

use shared::channel::Channel;
use shared::integration::IntegrationId;
use shared::time::Clock;
use shared::way::Way;

use super::saved_event::SavedEvent;
use super::{CommandError, SendArgs};
use local_client::{OrderId, SAMPLES, Sample, UniqueSamples};

/// The largest file that is read, in bytes: three times what a stack takes, so that its refusal can be seen.
const MAX_FILE_BYTES: u64 = 12 * 1024 * 1024;

/// What is sent.
#[derive(Debug)]
pub(super) enum Content {
    /// A sample as something new.
    Fresh { sample: Sample, order: Option<OrderId>, maker: UniqueSamples },
    /// The same bytes each time.
    Same { topic: String, sender: Sender, body: Vec<u8> },
}

/// Who sends, as far as the content itself says it.
#[derive(Clone, Debug)]
pub(super) struct Sender {
    pub(super) channel: Channel,
    pub(super) account: Option<String>,
    pub(super) integration: Option<IntegrationId>,
    pub(super) way: Option<Way>,
}

impl Sender {
    fn of(channel: Channel) -> Self {
        Self { channel, account: None, integration: None, way: None }
    }
}

impl Content {
    /// What the arguments ask for.
    pub(super) fn find(args: &SendArgs) -> Result<Self, CommandError> {
        match channel(&args.what) {
            Some(channel) => Self::sample(channel, args),
            None => Self::file(Path::new(&args.what), args.topic.as_deref()),
        }
    }

    fn sample(channel: Channel, args: &SendArgs) -> Result<Self, CommandError> {
        let sample = args.topic.as_deref().and_then(|topic| Sample::find(channel, topic));
        let sample = sample.ok_or_else(|| no_such_sample(channel, args.topic.as_deref()))?;
        Ok(if args.as_is {
            let topic = sample.topic.to_owned();
            Self::Same { topic, sender: Sender::of(channel), body: sample.body.into() }
        } else {
            Self::Fresh { sample, order: args.order, maker: UniqueSamples::new(Clock::system()) }
        })
    }

    /// A file that is an event says where it belongs; one that is a body is called as its sample, or the topic is said.
    fn file(path: &Path, topic: Option<&str>) -> Result<Self, CommandError> {
        let bytes = read(path)?;
        if let Some(event) = SavedEvent::read(&bytes) {
            let topic = topic.map(str::to_owned).or_else(|| event.topic.clone());
            let topic = topic.ok_or_else(|| CommandError::Usage("the event names no topic: say it".to_owned()))?;
            let SavedEvent { channel, account, integration, way, body, .. } = event;
            return Ok(Self::Same { topic, sender: Sender { channel, account, integration, way: Some(way) }, body });
        }
        let sample = path.file_stem().and_then(|name| Sample::named(&name.to_string_lossy()));
        let channel = sample.map_or(Channel::Shopify, |sample| sample.channel);
        match topic.or(sample.map(|sample| sample.topic)) {
            Some(topic) => Ok(Self::Same { topic: topic.to_owned(), sender: Sender::of(channel), body: bytes }),
            None => Err(CommandError::Usage(format!("which topic is it? storebell send {} TOPIC", path.display()))),
        }
    }

    /// Who sends it.
    pub(super) fn sender(&self) -> Sender {
        match self {
            Self::Fresh { sample, .. } => Sender::of(sample.channel),
            Self::Same { sender, .. } => sender.clone(),
        }
    }

    pub(super) fn topic(&self) -> &str {
        match self {
            Self::Fresh { sample, .. } => sample.topic,
            Self::Same { topic, .. } => topic,
        }
    }

    /// The bytes to sign and post next.
    pub(super) fn next_body(&mut self) -> Vec<u8> {
        match self {
            Self::Fresh { sample, order, maker } => maker.body(sample, *order).into_bytes(),
            Self::Same { body, .. } => body.clone(),
        }
    }
}

fn channel(name: &str) -> Option<Channel> {
    Channel::ALL.iter().copied().find(|channel| channel.name() == name)
}

fn no_such_sample(channel: Channel, topic: Option<&str>) -> CommandError {
    let of_channel = SAMPLES.iter().filter(|sample| sample.channel == channel);
    let topics: Vec<_> = of_channel.map(|sample| sample.topic).collect();
    let wrong = topic.map_or_else(|| "say a topic".to_owned(), |topic| format!("there is no sample of {topic}"));
    CommandError::Usage(format!("{wrong}; samples of {}: {}", channel.name(), topics.join(", ")))
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
    struct Line {
        #[command(flatten)]
        args: SendArgs,
    }

    fn find(line: &[&str]) -> Result<Content, CommandError> {
        let line = Line::try_parse_from([&["send"], line].concat()).unwrap();
        Content::find(&line.args)
    }

    fn events(name: &str) -> String {
        format!("{}/../../events/{name}", env!("CARGO_MANIFEST_DIR"))
    }

    #[test]
    fn a_sample_is_new_each_time_unless_it_is_wanted_as_it_is() {
        let id = |body: Vec<u8>| serde_json::from_slice::<Value>(&body).unwrap()["id"].clone();
        let mut fresh = find(&["shopify", "orders/create"]).unwrap();
        assert_eq!((fresh.sender().channel, fresh.topic()), (Channel::Shopify, "orders/create"));
        assert_ne!(id(fresh.next_body()), id(fresh.next_body()));
        let mut as_is = find(&["shopify", "orders/create", "--as-is"]).unwrap();
        let sample = Sample::find(Channel::Shopify, "orders/create").unwrap();
        assert_eq!(as_is.next_body(), sample.body.as_bytes());
    }

    #[test]
    fn a_body_in_a_file_is_known_by_its_name_and_an_event_by_what_it_says() {
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
    fn an_event_of_a_channel_without_headers_says_its_topic_in_the_body_and_its_integration_in_the_path() {
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
    fn an_event_of_amazons_says_its_way_and_holds_the_notification() {
        let sample = Sample::find(Channel::Amazon, "ORDER_CHANGE").unwrap();
        let order: Value = serde_json::from_str(sample.body).unwrap();
        for (file, way) in [
            ("amazon-ORDER_CHANGE.json", Way::Sqs),
            ("amazon-ORDER_CHANGE-eventbridge.json", Way::EventBridge),
            ("amazon-ORDER_CHANGE-sns.json", Way::Https),
        ] {
            let mut content = find(&[&events(file)]).unwrap();
            assert_eq!((content.topic(), content.sender().way), ("ORDER_CHANGE", Some(way)), "{file}");
            let mut body: Value = serde_json::from_slice(&content.next_body()).unwrap();
            if way == Way::Https {
                body = serde_json::from_str(body["Message"].as_str().unwrap()).unwrap();
            }
            assert_eq!(body, order, "{file}");
        }
    }

    #[test]
    fn what_cannot_be_sent_is_told() {
        for (line, words) in [
            (&["shopify"][..], "say a topic; samples of shopify: orders/create,"),
            (&["shopify", "orders/eaten"], "no sample of orders/eaten"),
            (&["no-such-file.json"], "no-such-file.json cannot be read"),
            (&[concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")], "which topic is it?"),
        ] {
            let error = find(line).unwrap_err().to_string();
            assert!(error.contains(words), "{line:?}: {error}");
        }
    }
}
