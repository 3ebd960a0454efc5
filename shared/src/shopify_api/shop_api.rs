//! A client of the Admin API.

use std::fmt;
use std::time::Duration;

use reqwest::Url;
use reqwest::header::{HeaderName, HeaderValue};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::answer::{Outcome, read};
use super::queries::Question;
use super::settings::Settings;
use crate::asking::AskFailed;
use crate::environment::{BadEnvironment, Environment};
use crate::integration::Integration;
use crate::outgoing::{NoDocument, Posts, Reply};
use crate::pause::Pause;
use crate::secret::Secret;
use crate::time::{Clock, Time};

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
    posts: Posts,
    clock: Clock,
    pause: Pause,
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
    /// [`BadEnvironment`].
    pub fn new(environment: &Environment, clock: Clock, pause: Pause) -> Result<Self, BadEnvironment> {
        Self::with_limits(environment, clock, pause, TIME_LIMIT, LARGEST)
    }

    pub(super) fn with_limits(
        environment: &Environment,
        clock: Clock,
        pause: Pause,
        limit: Duration,
        largest: usize,
    ) -> Result<Self, BadEnvironment> {
        let settings = Settings::from_environment(environment)?;
        let posts = Posts::new(limit, largest).map_err(|why| BadEnvironment::NoHttpClient(format!("{why:?}")))?;
        Ok(Self { settings, posts, clock, pause })
    }

    /// The shop of an integration, to be asked until `deadline`.
    ///
    /// # Errors
    /// [`AskFailed::TokenMissing`], [`AskFailed::Account`].
    pub fn shop(&self, integration: &Integration, deadline: Time) -> Result<Shop, AskFailed> {
        let token = integration.open_access_token().ok_or(AskFailed::TokenMissing)?;
        let url = self.settings.url(&integration.account).ok_or(AskFailed::Account)?;
        Ok(Shop { url, token, deadline })
    }

    /// Asks a question; where the shop says to wait, waits if there is time, and asks again.
    pub(super) async fn ask<T: DeserializeOwned>(
        &self,
        shop: &Shop,
        question: &Question<'_, impl Serialize + Sync>,
    ) -> Result<T, AskFailed> {
        for _ in 0..TRIES {
            let reply = self.post(shop, question.json()).await?;
            match read(&reply)? {
                Outcome::Data(data) => return Ok(data),
                Outcome::Wait(time) if time < self.left(shop)? => self.pause.wait(time).await,
                Outcome::Wait(_) => break,
            }
        }
        Err(AskFailed::Throttled)
    }

    async fn post(&self, shop: &Shop, json: String) -> Result<Reply, AskFailed> {
        // What can be no header can be no token of Shopify's either.
        let token = HeaderValue::from_bytes(shop.token.expose()).map_err(|_| AskFailed::TokenRefused)?;
        let left = self.left(shop)?;
        self.posts.post(shop.url.clone(), (ACCESS_TOKEN, token), json, left).await.map_err(|none| match none {
            NoDocument::TooLarge(_) => AskFailed::TooLarge,
            NoDocument::Unreachable(why) => AskFailed::Unreachable(why),
            #[cfg(any(feature = "sign-in", feature = "sns"))]
            NoDocument::Status(status) => AskFailed::Status(status),
        })
    }

    /// The time that is left.
    fn left(&self, shop: &Shop) -> Result<Duration, AskFailed> {
        let millis = shop.deadline.millis() - self.clock.now().millis();
        u64::try_from(millis).ok().filter(|left| *left > 0).map(Duration::from_millis).ok_or(AskFailed::OutOfTime)
    }
}
