//! The sample bodies of `events/bodies` and of `tests/cases/shopify_topics`, for tests that hold for every channel and
//! topic.

use std::path::{Path, PathBuf};

use http::{HeaderMap, HeaderValue};
use serde_json::Value;
use types::Channel;

use crate::{Context, NormalizeError, NormalizedEvent, adapter};

/// A sample body with its channel and topic.
#[derive(Clone)]
pub(crate) struct SampleBody {
    pub(crate) channel: Channel,
    /// The topic in the request's header; empty for a channel whose bodies name their topic.
    topic_in_header: String,
    /// The name of its file.
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

/// Every sample.
pub(crate) fn sample_bodies() -> Vec<SampleBody> {
    let of_channel = files("events/bodies").into_iter().map(|path| sample(&path, stem(&path)));
    let of_topic = files("tests/cases/shopify_topics").into_iter();
    of_channel.chain(of_topic.map(|path| sample(&path, &format!("shopify-{}", stem(&path))))).collect()
}

fn files(folder: &str) -> Vec<PathBuf> {
    let folder = format!("{}/../../{folder}", env!("CARGO_MANIFEST_DIR"));
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn stem(path: &Path) -> &str {
    path.file_stem().unwrap().to_str().unwrap()
}

/// The sample in the file of this name in `events/bodies`, without its extension.
pub(crate) fn sample_body(name: &str) -> SampleBody {
    let file = format!("{}/../../events/bodies/{name}.json", env!("CARGO_MANIFEST_DIR"));
    sample(Path::new(&file), name)
}

fn sample(path: &Path, name: &str) -> SampleBody {
    let (channel, rest) = name.split_once('-').unwrap();
    let channel = Channel::ALL.iter().copied().find(|known| known.name() == channel).unwrap();
    let topic_in_header = match channel {
        Channel::Shopify | Channel::Myntra => rest.replace('-', "/"),
        Channel::Flipkart => rest.trim_end_matches("-hmac").to_owned(),
        Channel::Selloship => rest.to_owned(),
        Channel::Amazon | Channel::Standard => String::new(),
    };
    SampleBody { channel, topic_in_header, name: name.to_owned(), bytes: std::fs::read(path).unwrap() }
}

impl SampleBody {
    pub(crate) fn account(&self) -> &'static str {
        match self.channel {
            Channel::Shopify => "demo-shop.myshopify.com",
            Channel::Amazon => "A1EXAMPLESELLER",
            _ => "demo-seller",
        }
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap()
    }

    /// The topic that the request with these bytes has.
    pub(crate) fn topic(&self, bytes: &[u8]) -> String {
        let adapter = adapter(self.channel);
        let mut headers = HeaderMap::new();
        if let Some(name) = adapter.topic_header().filter(|_| !self.topic_in_header.is_empty()) {
            headers.insert(name, HeaderValue::from_str(&self.topic_in_header).unwrap());
        }
        adapter.topic(&headers, bytes)
    }

    /// The event of other bytes in place of the sample's.
    pub(crate) fn normalize(&self, bytes: &[u8]) -> Result<NormalizedEvent, NormalizeError> {
        let topic = self.topic(bytes);
        let received_at = "2026-11-23T00:00:00Z".parse().unwrap();
        crate::normalize(self.channel, &Context { topic: &topic, account: self.account(), received_at }, bytes)
    }
}

/// The JSON pointers of all values in a value, the outer before the inner ones.
pub(crate) fn pointers(value: &Value) -> Vec<String> {
    let escaped = |name: &String| name.replace('~', "~0").replace('/', "~1");
    let children: Vec<(String, &Value)> = match value {
        Value::Object(members) => members.iter().map(|(name, child)| (escaped(name), child)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(at, child)| (at.to_string(), child)).collect(),
        _ => Vec::new(),
    };
    let with_inner = |(name, child): (String, &Value)| {
        let inner = pointers(child).into_iter().map(|pointer| format!("/{name}{pointer}")).collect::<Vec<_>>();
        std::iter::once(format!("/{name}")).chain(inner)
    };
    children.into_iter().flat_map(with_inner).collect()
}
