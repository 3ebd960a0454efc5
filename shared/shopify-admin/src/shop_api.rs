//! A client of the Admin API.

use std::fmt;
use std::time::Duration;

use domain::integration::Integration;
use domain::order_source::OrderSourceError;
use http_client::{FetchDocumentError, JsonPoster, PostResponse};
use reqwest::Url;
use reqwest::header::{HeaderName, HeaderValue};
use runtime::environment::{ConfigError, Environment};
use serde::Serialize;
use serde::de::DeserializeOwned;
use types::secret::Secret;
use types::sleep::Sleep;
use types::time::{Clock, Time};

use super::queries::Question;
use super::response::{Outcome, read};
use super::settings::Settings;

/// The header of the access token.
const ACCESS_TOKEN: HeaderName = HeaderName::from_static("x-shopify-access-token");
/// The time for one answer.
const TIME_LIMIT: Duration = Duration::from_secs(15);
/// The largest answer that is read, in bytes; a page of what is asked for has a tenth of it.
const LARGEST: usize = 2 * 1024 * 1024;
/// How often the same is asked, where the answer is to wait.
const TRIES: usize = 10;

/// Asks shops.
#[derive(Clone, Debug)]
pub struct ShopApi {
    settings: Settings,
    posts: JsonPoster,
    clock: Clock,
    sleep: Sleep,
}

/// A shop that may be asked, and until when.
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
    /// A client for what [`Settings::from_environment`] says.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub fn new(environment: &Environment, clock: Clock, sleep: Sleep) -> Result<Self, ConfigError> {
        Self::with_limits(environment, clock, sleep, TIME_LIMIT, LARGEST)
    }

    pub(super) fn with_limits(
        environment: &Environment,
        clock: Clock,
        sleep: Sleep,
        limit: Duration,
        largest: usize,
    ) -> Result<Self, ConfigError> {
        let settings = Settings::from_environment(environment)?;
        let posts = JsonPoster::new(limit, largest).map_err(|why| ConfigError::HttpClient(format!("{why:?}")))?;
        Ok(Self { settings, posts, clock, sleep })
    }

    /// The shop of an integration, to be asked until `deadline`.
    ///
    /// # Errors
    /// [`OrderSourceError::TokenMissing`], [`OrderSourceError::Account`].
    pub fn shop(&self, integration: &Integration, deadline: Time) -> Result<Shop, OrderSourceError> {
        let token = integration.open_access_token().ok_or(OrderSourceError::TokenMissing)?;
        let url = self.settings.url(&integration.account).ok_or(OrderSourceError::Account)?;
        Ok(Shop { url, token, deadline })
    }

    /// Asks a question; where the shop says to wait, waits if there is time, and asks again.
    pub(super) async fn ask<T: DeserializeOwned>(
        &self,
        shop: &Shop,
        question: &Question<'_, impl Serialize + Sync>,
    ) -> Result<T, OrderSourceError> {
        for _ in 0..TRIES {
            let reply = self.post(shop, question.json()).await?;
            match read(&reply)? {
                Outcome::Data(data) => return Ok(data),
                Outcome::Wait(time) if time < self.left(shop)? => self.sleep.wait(time).await,
                Outcome::Wait(_) => break,
            }
        }
        Err(OrderSourceError::Throttled)
    }

    async fn post(&self, shop: &Shop, json: String) -> Result<PostResponse, OrderSourceError> {
        // What can be no header can be no token of Shopify's either.
        let token = HeaderValue::from_bytes(shop.token.expose()).map_err(|_| OrderSourceError::TokenRefused)?;
        let left = self.left(shop)?;
        self.posts.post(shop.url.clone(), (ACCESS_TOKEN, token), json, left).await.map_err(|none| match none {
            FetchDocumentError::TooLarge(_) => OrderSourceError::TooLarge,
            FetchDocumentError::Unreachable(why) => OrderSourceError::Unreachable(why),
            FetchDocumentError::Status(status) => OrderSourceError::Status(status),
        })
    }

    /// The time that is left.
    fn left(&self, shop: &Shop) -> Result<Duration, OrderSourceError> {
        let millis = shop.deadline.millis() - self.clock.now().millis();
        u64::try_from(millis)
            .ok()
            .filter(|left| *left > 0)
            .map(Duration::from_millis)
            .ok_or(OrderSourceError::OutOfTime)
    }
}
