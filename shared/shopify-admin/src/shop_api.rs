//! The client that sends queries.

use std::fmt;
use std::time::Duration;

use domain::integration::Integration;
use domain::order_source::OrderSourceError;
use http_client::{FetchDocumentError, JsonPoster, PostResponse};
use reqwest::Url;
use reqwest::header::{HeaderName, HeaderValue};
use runtime::environment::ConfigError;
use serde::Serialize;
use serde::de::DeserializeOwned;
use types::secret::Secret;
use types::sleep::Sleep;
use types::time::{Clock, Time};

use super::config::Config;
use super::queries::Query;
use super::response::{QueryResult, read};

/// The header of the access token.
const ACCESS_TOKEN: HeaderName = HeaderName::from_static("x-shopify-access-token");
/// The time limit of one request.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(15);
/// The largest response, in bytes; a full page of orders is a tenth of it.
const MAX_RESPONSE_BYTES: usize = 2 * 1024 * 1024;
/// How often one query is sent while Shopify's rate limit rejects it.
const MAX_ATTEMPTS: usize = 10;

/// Sends queries to shops.
#[derive(Clone, Debug)]
pub struct ShopApi {
    config: Config,
    posts: JsonPoster,
    clock: Clock,
    sleep: Sleep,
}

/// A shop with its access token, and the deadline of all queries to it.
pub struct Shop {
    url: Url,
    token: Secret,
    deadline: Time,
}

/// Without the token.
impl fmt::Debug for Shop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Shop({})", self.url)
    }
}

impl ShopApi {
    /// A client that is configured so.
    ///
    /// # Errors
    /// [`ConfigError::HttpClient`].
    pub fn new(config: Config, clock: Clock, sleep: Sleep) -> Result<Self, ConfigError> {
        Self::with_limits(config, clock, sleep, REQUEST_TIMEOUT, MAX_RESPONSE_BYTES)
    }

    pub(super) fn with_limits(
        config: Config,
        clock: Clock,
        sleep: Sleep,
        timeout: Duration,
        max_bytes: usize,
    ) -> Result<Self, ConfigError> {
        let posts =
            JsonPoster::new(timeout, max_bytes).map_err(|error| ConfigError::HttpClient(format!("{error:?}")))?;
        Ok(Self { config, posts, clock, sleep })
    }

    /// The shop of an integration; queries to it end by `deadline`.
    ///
    /// # Errors
    /// [`OrderSourceError::TokenMissing`], [`OrderSourceError::UnsupportedAccount`].
    pub fn shop(&self, integration: &Integration, deadline: Time) -> Result<Shop, OrderSourceError> {
        let token = integration.open_access_token().ok_or(OrderSourceError::TokenMissing)?;
        let url = self.config.url(&integration.account).ok_or(OrderSourceError::UnsupportedAccount)?;
        Ok(Shop { url, token, deadline })
    }

    /// Sends a query. If the rate limit was exceeded and the deadline allows, waits and sends it again.
    pub(super) async fn send<T: DeserializeOwned>(
        &self,
        shop: &Shop,
        query: &Query<'_, impl Serialize + Sync>,
    ) -> Result<T, OrderSourceError> {
        for _ in 0..MAX_ATTEMPTS {
            let response = self.post(shop, query.json()).await?;
            match read(&response)? {
                QueryResult::Data(data) => return Ok(data),
                QueryResult::RetryAfter(time) if time < self.time_left(shop)? => self.sleep.wait(time).await,
                QueryResult::RetryAfter(_) => break,
            }
        }
        Err(OrderSourceError::Throttled)
    }

    async fn post(&self, shop: &Shop, json: String) -> Result<PostResponse, OrderSourceError> {
        // A token that is not a valid header value cannot be one of Shopify's.
        let token = HeaderValue::from_bytes(shop.token.expose()).map_err(|_| OrderSourceError::TokenRejected)?;
        let time_left = self.time_left(shop)?;
        self.posts.post(shop.url.clone(), (ACCESS_TOKEN, token), json, time_left).await.map_err(|error| match error {
            FetchDocumentError::TooLarge(_) => OrderSourceError::ResponseTooLarge,
            FetchDocumentError::Unreachable(error) => OrderSourceError::Unreachable(error),
            FetchDocumentError::Status(status) => OrderSourceError::Status(status),
        })
    }

    /// The time until the deadline.
    fn time_left(&self, shop: &Shop) -> Result<Duration, OrderSourceError> {
        let millis = shop.deadline.millis() - self.clock.now().millis();
        u64::try_from(millis)
            .ok()
            .filter(|time_left| *time_left > 0)
            .map(Duration::from_millis)
            .ok_or(OrderSourceError::OutOfTime)
    }
}
