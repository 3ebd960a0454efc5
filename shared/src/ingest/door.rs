//! The door of one channel: method, size, integration, signature, put, answer.

use std::sync::Arc;
use std::time::Duration;

use aws_lambda_events::encodings::Body;
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use serde::Serialize;
use tokio::time::timeout;
use tracing::{info, warn};

use super::integrations::{Integrations, Lookup};
use super::refused::Refused;
use crate::answer::{Answer, json};
use crate::channel::{Channel, Headers, Sender};
use crate::delivery::{DeliveryId, DeliveryKey, LARGEST_BODY, NewDelivery, Outline};
use crate::event_id::{EventId, EventIds};
use crate::integration::Integration;
use crate::scheme::{Proof, Verified};
use crate::store::StoreError;
use crate::store::deliveries::{DeliveryLog, Put};
use crate::text::shortened;
use crate::time::Clock;

/// The longest topic and the longest header value that are kept, in characters.
const LONGEST_TOPIC: usize = 100;
const LONGEST_HEADER: usize = 300;
/// The time for a whole request, so that a sender gets 503, and not a connection that was cut: Shopify waits for 5 s.
const TIME_LIMIT: Duration = Duration::from_millis(4_500);
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
    headers: HeaderMap,
    body: Vec<u8>,
}

/// A request that is genuine.
struct Proven {
    integration: Arc<Integration>,
    body: Verified,
    proof: Proof,
}

impl Door {
    /// The door of `channel`, before `integrations` and `log`.
    pub fn new(channel: Channel, integrations: Integrations, log: DeliveryLog, clock: Clock) -> Self {
        Self { channel, sender: channel.sender(), integrations, log, ids: EventIds::new(clock.clone()), clock }
    }

    /// Answers one request. Refusals are logged here, once.
    pub async fn answer(&self, request: Request) -> Answer {
        let request_id = request.id.clone();
        let received = timeout(TIME_LIMIT, self.receive(request)).await;
        let late =
            || StoreError::Unavailable { operation: "the request", detail: format!("not done in {TIME_LIMIT:?}") };
        match received.unwrap_or_else(|_| Err(Refused::Store(late()))) {
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
        let Proven { integration, body, proof } = self.verify(&knock).await?;
        let (event_id, received_at) = self.ids.mint();
        let topic = shortened(&self.sender.topic(&knock.headers, body.bytes()), LONGEST_TOPIC);
        let id = DeliveryId::of(self.channel, self.sender.topic_class(&topic), received_at, &body, &proof);
        let key = DeliveryKey { integration: integration.id.clone(), id };
        let account = integration.account.clone();
        let outline = Outline { key, event_id, channel: self.channel, account, topic, received_at, replays: 0 };
        let headers = self.kept(&knock.headers, integration.schemes.https.proving_header());
        let delivery = NewDelivery { outline, headers, body_authenticated: proof.body_authenticated, body };
        let put = self.log.put_once(&delivery).await.map_err(Refused::Store)?;
        Ok((delivery.outline.key, put))
    }

    /// Reads the request's outside.
    fn knock(&self, request: Request) -> Result<Knock, Refused> {
        if request.method != Method::POST {
            return Err(Refused::Method);
        }
        if request.body.len() > LARGEST_BODY {
            return Err(Refused::TooLarge);
        }
        let account = self.account(&request.headers)?;
        let lookup = self.lookup(&request.path, account.as_deref())?;
        Ok(Knock { lookup, account, headers: request.headers, body: into_bytes(request.body) })
    }

    /// The account that the request names, in the one spelling that is stored.
    fn account(&self, headers: &HeaderMap) -> Result<Option<String>, Refused> {
        let named = self.sender.account_header().and_then(|header| headers.get(header));
        let key = |value: &HeaderValue| value.to_str().ok().and_then(|text| self.sender.account_key(text));
        named.map(|value| key(value).ok_or(Refused::NoAccount)).transpose()
    }

    /// `/api/webhooks/<channel>` names the integration by its account, `/api/webhooks/<channel>/<id>` by its id.
    fn lookup(&self, path: &str, account: Option<&str>) -> Result<Lookup, Refused> {
        let rest = path
            .split("/api/webhooks/")
            .nth(1)
            .and_then(|rest| rest.strip_prefix(self.channel.name()))
            .unwrap_or_default();
        match rest.strip_prefix('/').unwrap_or(rest) {
            "" => account.map(|account| Lookup::Account(self.channel, account.to_owned())).ok_or(Refused::NoAccount),
            id => id.parse().map(Lookup::Id).map_err(|_| Refused::NoAccount),
        }
    }

    fn kept(&self, headers: &HeaderMap, proving: &str) -> Headers {
        let keeps = |name: &str| self.sender.keeps_header(name) && name != proving;
        let kept = headers.iter().filter(|(name, _)| keeps(name.as_str())).take(MOST_HEADERS);
        kept.map(|(name, value)| {
            (name.as_str().to_owned(), shortened(&String::from_utf8_lossy(value.as_bytes()), LONGEST_HEADER))
        })
        .collect()
    }

    /// Proves the body. What is refused by a cached integration is tried once more with the present one.
    async fn verify(&self, knock: &Knock) -> Result<Proven, Refused> {
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
    fn verify_with(&self, found: Option<Arc<Integration>>, knock: &Knock) -> Result<Proven, Refused> {
        let now = self.clock.now();
        let secrets = found.as_ref().map(|integration| integration.live_secrets(now)).unwrap_or_default();
        let usual = self.sender.usual_scheme();
        let scheme = found.as_ref().map_or(&usual, |integration| &integration.schemes.https);
        let verified = scheme.verify(&secrets, &knock.headers, knock.body.clone(), now);
        let integration = found.ok_or(Refused::UnknownIntegration)?;
        if integration.channel != self.channel {
            return Err(Refused::OtherChannel);
        }
        if !integration.enabled {
            return Err(Refused::Disabled);
        }
        if knock.account.as_ref().is_some_and(|account| *account != integration.account) {
            return Err(Refused::OtherAccount);
        }
        let (body, proof) = verified.map_err(Refused::Signature)?;
        Ok(Proven { integration, body, proof })
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
