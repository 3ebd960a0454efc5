//! How an integration's webhooks are proven and which headers say what: the same for each channel.

use domain::integration::Integration;
use serde::Serialize;
use signatures::Scheme;
use types::transport::Transport;

/// One way in.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct WayView {
    way: &'static str,
    scheme: &'static str,
    /// The headers that the sender has to set, in lower case.
    headers: Vec<String>,
}

/// The ways that the integration takes.
pub(super) fn ways(integration: &Integration) -> Vec<WayView> {
    let way = |way: Transport| {
        let scheme = integration.schemes.of(way)?;
        let headers = if way == Transport::Https { headers(integration, scheme) } else { Vec::new() };
        Some(WayView { way: way.name(), scheme: scheme.name(), headers })
    };
    Transport::ALL.into_iter().filter_map(way).collect()
}

/// Of the proof, then of the topic and of the account where the channel has some. SNS sets its own.
fn headers(integration: &Integration, scheme: &Scheme) -> Vec<String> {
    let (adapter, proving) = (channels::adapter(integration.channel), scheme.signature_headers());
    if proving.is_empty() {
        return Vec::new();
    }
    let topic = adapter.topic_header().filter(|_| integration.topic.is_none());
    proving.into_iter().chain(topic).chain(adapter.account_header()).map(str::to_owned).collect()
}
