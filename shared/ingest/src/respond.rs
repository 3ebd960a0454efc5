//! Step 6: the response to the sender, and the one log line of a webhook.

use domain::integration::Integration;
use http::{StatusCode, header};
use runtime::response::{ErrorResponse, Response, json};
use serde::Serialize;
use tracing::{info, warn};
use types::Channel;
use types::event_id::EventId;

use crate::error::{EVENT_ID_FLOOD, IngestError};
use crate::record::Received;

/// Logs what became of the request `request_id`, and returns its response.
pub(crate) fn respond(channel: Channel, received: &Result<Received, IngestError>, request_id: &str) -> Response {
    match received {
        Ok(received) => {
            let (key, event_id, status) = (&received.key, received.event_id(), received.status());
            if received.is_event_id_flood {
                let (channel, code) = (channel.name(), EVENT_ID_FLOOD);
                warn!(channel, code, integration = %key.integration, request.id = request_id, "event id of a webhook ignored");
            }
            info!(
                integration = %key.integration,
                delivery.id = %key.id,
                event.id = %event_id,
                status,
                request.id = request_id,
                "webhook received"
            );
            accept(&received.integration, event_id, status)
        }
        Err(error) => {
            log_rejection(channel, error, request_id);
            reject(error, request_id)
        }
    }
}

/// Logs that a sender tested the address, and responds with the status 200, which it expects. The response is the same for
/// every address of the channel.
pub(crate) fn respond_to_handshake(channel: Channel, error: &IngestError, request_id: &str) -> Response {
    #[derive(Serialize)]
    struct HandshakeResponse {
        status: &'static str,
    }
    // The code says whether the address is that of an integration.
    info!(channel = channel.name(), code = error.code(), request.id = request_id, "handshake answered");
    json(StatusCode::OK, &HandshakeResponse { status: "handshake" })
}

fn log_rejection(channel: Channel, error: &IngestError, request_id: &str) {
    let (channel, code) = (channel.name(), error.code());
    match error {
        transient if !transient.is_final() => {
            warn!(channel, code, request.id = request_id, error = error.detail(), "webhook not stored");
        }
        IngestError::Signature(_) => {
            warn!(channel, code, request.id = request_id, "webhook signature verification failed")
        }
        _ => warn!(channel, code, request.id = request_id, "webhook rejected"),
    }
}

/// 200 with the event's id, or the reply that the integration's owner configured.
fn accept(integration: &Integration, id: EventId, status: &'static str) -> Response {
    #[derive(Serialize)]
    struct Accepted {
        id: EventId,
        status: &'static str,
    }
    match &integration.reply {
        Some(reply) => json(StatusCode::OK, &reply.body),
        None => json(StatusCode::OK, &Accepted { id, status }),
    }
}

/// Every rejection that depends on the sender has the same response, so that strangers learn nothing.
pub(crate) fn reject(error: &IngestError, request_id: &str) -> Response {
    let body = match error {
        IngestError::Method => ErrorResponse::method_not_allowed(),
        IngestError::TooLarge => ErrorResponse::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too_large",
            format!("The body is larger than {} bytes.", domain::delivery::MAX_BODY_BYTES),
        ),
        transient if !transient.is_final() => ErrorResponse::unavailable(),
        _ => ErrorResponse::unauthorized(),
    };
    let mut response = body.to_response(request_id);
    if matches!(error, IngestError::Method) {
        response.headers_mut().insert(header::ALLOW, header::HeaderValue::from_static("POST"));
    }
    response
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use signatures::VerifyError;
    use store::StoreError;

    use super::*;

    fn every_error() -> Vec<IngestError> {
        let signature = VerifyError::ALL.iter().map(|error| IngestError::Signature(*error));
        [
            IngestError::Method,
            IngestError::TooLarge,
            IngestError::NoAccount,
            IngestError::UnknownIntegration,
            IngestError::OtherChannel,
            IngestError::Disabled,
            IngestError::TransportNotSupported,
            IngestError::OtherAccount,
            IngestError::PathTopic,
            IngestError::NonceReused,
            IngestError::NoLedger,
            IngestError::CertificateUnavailable(String::new()),
            IngestError::Store(StoreError::TooMany("rows")),
        ]
        .into_iter()
        .chain(signature)
        .collect()
    }

    /// Owners look the codes up: each has a row on one page, with its status.
    #[test]
    fn every_rejection_code_has_a_row_in_the_docs_with_its_status() {
        let page = include_str!("../../../docs/rejections.md");
        let documented: BTreeSet<(String, u16)> = page
            .lines()
            .filter_map(|line| {
                let cells: Vec<_> = line.split('|').map(str::trim).collect();
                let [_, code, status, _, _] = cells[..] else { return None };
                Some((code.strip_prefix('`')?.strip_suffix('`')?.to_owned(), status.parse().ok()?))
            })
            .collect();
        let errors = every_error();
        let mut codes: BTreeSet<_> =
            errors.iter().map(|error| (error.code().to_owned(), reject(error, "1").status().as_u16())).collect();
        assert_eq!(codes.len(), errors.len());
        codes.insert((EVENT_ID_FLOOD.to_owned(), 200));
        assert_eq!(documented, codes);
    }

    #[test]
    fn every_401_response_is_identical() {
        let responses: BTreeSet<_> = every_error()
            .iter()
            .map(|error| reject(error, "1"))
            .filter(|response| response.status() == StatusCode::UNAUTHORIZED)
            .map(|response| format!("{:?} {:?}", response.headers(), response.body()))
            .collect();
        assert_eq!(responses.len(), 1);
    }
}
