//! How an integration's webhooks are verified on each transport, for the steps of a registration.

use domain::integration::Integration;
use serde::Serialize;
use signatures::Scheme;
use types::transport::Transport;

/// A transport that the integration accepts.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(super) struct TransportResponse {
    /// The transport: `https`, `sqs` or `eventbridge`.
    #[serde(rename = "way")]
    transport: &'static str,
    /// The signature scheme, such as `hmac-sha256`.
    scheme: &'static str,
    /// The headers that the sender must set, in lower case: those of the signature, then that of the topic and that of the
    /// account. Empty if the transport or the scheme needs none.
    headers: Vec<String>,
}

/// The transports that the integration accepts.
pub(super) fn transports(integration: &Integration) -> Vec<TransportResponse> {
    let response = |transport: Transport| {
        let scheme = integration.schemes.of(transport)?;
        let headers = if transport == Transport::Https { headers(integration, scheme) } else { Vec::new() };
        Some(TransportResponse { transport: transport.name(), scheme: scheme.name(), headers })
    };
    Transport::ALL.into_iter().filter_map(response).collect()
}

/// None for a scheme without signature headers: SNS sets its own.
fn headers(integration: &Integration, scheme: &Scheme) -> Vec<String> {
    let (adapter, signature_headers) = (channels::adapter(integration.channel), scheme.signature_headers());
    if signature_headers.is_empty() {
        return Vec::new();
    }
    let topic = adapter.topic_header().filter(|_| integration.topic.is_none());
    signature_headers.into_iter().chain(topic).chain(adapter.account_header()).map(str::to_owned).collect()
}
