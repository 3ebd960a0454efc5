//! The door of one channel: method, size, integration, signature, put, answer.

use std::sync::Arc;

use aws_lambda_events::encodings::Body;
use http::{HeaderMap, Method, StatusCode};
use serde::Serialize;
use tracing::{info, warn};

use super::integrations::{Integrations, Lookup};
use super::refused::Refused;
use crate::answer::{Answer, json};
use crate::channel::{Channel, Headers, Sender};
use crate::delivery::{DeliveryId, DeliveryKey, LARGEST_BODY, NewDelivery};
use crate::event_id::{EventId, EventIds};
use crate::integration::{Integration, Scheme};
use crate::scheme::{Verified, verify_hmac_sha256};
use crate::store::deliveries::{DeliveryLog, Put};
use crate::text::shortened;
use crate::time::Clock;

/// The longest topic and the longest header value that are kept, in characters.
const LONGEST_TOPIC: usize = 100;
const LONGEST_HEADER: usize = 300;
/// The most headers that are kept.
const MOST_HEADERS: usize = 20;

/// The door of a channel.
pub struct Door {
    channel: Channel,
    sender: &'static dyn Sender,
    integrations: Integrations,
    log: DeliveryLog,
    ids: EventIds,
    clock: Clock,
}

/// A request as its gateway handed it over.
#[derive(Debug)]
pub struct Request {
    /// API Gateway's id of the request.
    pub id: String,
    /// The method.
    pub method: Method,
    /// The path as the sender wrote it, without a stage.
    pub path: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, decoded if the gateway had encoded it.
    pub body: Body,
}

/// What a request is before anything is believed of it.
struct Knock {
    lookup: Lookup,
    /// The account that the request names, where it names one.
    account: Option<String>,
    signature: Option<String>,
    topic: String,
    headers: Headers,
    body: Vec<u8>,
}

impl Door {
    /// The door of `channel`, before `integrations` and `log`.
    pub fn new(channel: Channel, integrations: Integrations, log: DeliveryLog, clock: Clock) -> Self {
        Self { channel, sender: channel.sender(), integrations, log, ids: EventIds::new(clock.clone()), clock }
    }

    /// Answers one request. Refusals are logged here, once.
    pub async fn answer(&self, request: Request) -> Answer {
        let request_id = request.id.clone();
        match self.receive(request).await {
            Ok((key, put)) => {
                let (id, status) = match put {
                    Put::Stored(id) => (id, "stored"),
                    Put::Duplicate(id) => (id, "duplicate"),
                };
                info!(integration = %key.integration, delivery.id = %key.id, event.id = %id, status, request.id = request_id, "webhook received");
                stored(id, status)
            }
            Err(refused) => {
                self.log_refusal(&refused, &request_id);
                refused.answer(&request_id)
            }
        }
    }

    fn log_refusal(&self, refused: &Refused, request_id: &str) {
        let (channel, reason) = (self.channel.name(), refused.reason());
        match refused {
            Refused::Store(error) => warn!(channel, reason, request.id = request_id, %error, "webhook not stored"),
            Refused::Method | Refused::TooLarge => warn!(channel, reason, request.id = request_id, "webhook refused"),
            _ => warn!(channel, reason, request.id = request_id, "webhook signature verification failed"),
        }
    }

    async fn receive(&self, request: Request) -> Result<(DeliveryKey, Put), Refused> {
        let knock = self.knock(request)?;
        let (integration, body) = self.verify(&knock).await?;
        let (event_id, received_at) = self.ids.mint();
        let id = DeliveryId::of(self.channel, self.sender.topic_class(&knock.topic), received_at, &body);
        let key = DeliveryKey { integration: integration.id.clone(), id };
        let delivery = NewDelivery {
            key,
            event_id,
            channel: self.channel,
            account: integration.account.clone(),
            topic: knock.topic,
            received_at,
            headers: knock.headers,
            body,
        };
        let put = self.log.put_once(&delivery).await.map_err(Refused::Store)?;
        Ok((delivery.key, put))
    }

    /// Reads the request's outside.
    fn knock(&self, request: Request) -> Result<Knock, Refused> {
        if request.method != Method::POST {
            return Err(Refused::Method);
        }
        if request.body.len() > LARGEST_BODY {
            return Err(Refused::TooLarge);
        }
        let text = |name: &str| request.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let account = text(self.sender.account_header())
            .map(|named| self.sender.account_key(&named).ok_or(Refused::NoAccount))
            .transpose()?;
        let lookup = self.lookup(&request.path, account.as_deref())?;
        Ok(Knock {
            lookup,
            account,
            signature: text(self.sender.signature_header()),
            topic: shortened(text(self.sender.topic_header()).unwrap_or_default().trim(), LONGEST_TOPIC),
            headers: self.kept(&request.headers),
            body: into_bytes(request.body),
        })
    }

    /// `/api/webhooks/<channel>` names the integration by its account, `/api/webhooks/<channel>/<id>` by its id.
    fn lookup(&self, path: &str, account: Option<&str>) -> Result<Lookup, Refused> {
        let rest = path
            .split("/api/webhooks/")
            .nth(1)
            .and_then(|rest| rest.strip_prefix(self.channel.name()))
            .unwrap_or_default();
        match rest.trim_matches('/') {
            "" => account.map(|account| Lookup::Account(self.channel, account.to_owned())).ok_or(Refused::NoAccount),
            id => id.parse().map(Lookup::Id).map_err(|_| Refused::NoAccount),
        }
    }

    fn kept(&self, headers: &HeaderMap) -> Headers {
        let kept = headers.iter().filter(|(name, _)| self.sender.keeps_header(name.as_str())).take(MOST_HEADERS);
        kept.map(|(name, value)| {
            (name.as_str().to_owned(), shortened(&String::from_utf8_lossy(value.as_bytes()), LONGEST_HEADER))
        })
        .collect()
    }

    /// Proves the body. What is refused by a cached integration is tried once more with the present one.
    async fn verify(&self, knock: &Knock) -> Result<(Arc<Integration>, Verified), Refused> {
        let found = self.integrations.find(&knock.lookup).await.map_err(Refused::Store)?;
        let first = self.verify_with(found, knock);
        if first.is_ok() {
            return first;
        }
        match self.integrations.find_newer(&knock.lookup).await.map_err(Refused::Store)? {
            Some(newer) => self.verify_with(newer, knock),
            None => first,
        }
    }

    /// The signature is checked in every case, by nobody's secret if need be: the same work, the same answer.
    fn verify_with(
        &self,
        found: Option<Arc<Integration>>,
        knock: &Knock,
    ) -> Result<(Arc<Integration>, Verified), Refused> {
        let integration = found.ok_or(Refused::UnknownIntegration);
        let secrets =
            integration.as_ref().map(|integration| integration.live_secrets(self.clock.now())).unwrap_or_default();
        let scheme = integration.as_ref().map_or(Scheme::HmacSha256, |integration| integration.schemes.https);
        let verified = match scheme {
            Scheme::HmacSha256 => verify_hmac_sha256(&secrets, knock.signature.as_deref(), knock.body.clone()),
        };
        let integration = integration?;
        if integration.channel != self.channel {
            return Err(Refused::OtherChannel);
        }
        if !integration.enabled {
            return Err(Refused::Disabled);
        }
        if knock.account.as_ref().is_some_and(|account| *account != integration.account) {
            return Err(Refused::OtherAccount);
        }
        Ok((integration, verified.map_err(Refused::Signature)?))
    }
}

fn into_bytes(body: Body) -> Vec<u8> {
    match body {
        Body::Empty => Vec::new(),
        Body::Text(text) => text.into_bytes(),
        Body::Binary(bytes) => bytes,
        // The enum is not exhaustive; a kind that is not known carries nothing that could be proven.
        _ => Vec::new(),
    }
}

fn stored(id: EventId, status: &str) -> Answer {
    #[derive(Serialize)]
    struct Stored<'a> {
        id: EventId,
        status: &'a str,
    }
    json(StatusCode::OK, &Stored { id, status })
}
