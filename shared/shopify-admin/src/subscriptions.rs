//! The webhook subscriptions of the app at a shop.

use domain::order_source::OrderSourceError;
use serde::{Deserialize, Serialize};
use types::text::shortened;

use super::queries::{Question, SUBSCRIBE, SUBSCRIPTIONS};
use super::shop_api::{Shop, ShopApi};

/// Subscriptions of a page, and the most pages: more topics than there are, at several addresses.
const PAGE: usize = 100;
const MOST_PAGES: usize = 10;

/// One subscription. Only those that were made by the API are listed, not those of the app's own configuration.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Subscription {
    /// The topic as GraphQL writes it, such as `ORDERS_CREATE`.
    pub topic: String,
    /// Where its webhooks go.
    pub uri: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Listed {
    webhook_subscriptions: Subscriptions,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Subscriptions {
    nodes: Vec<Subscription>,
    page_info: PageInfo,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PageInfo {
    has_next_page: bool,
    end_cursor: Option<String>,
}

/// All subscriptions of the app at the shop.
///
/// # Errors
/// [`OrderSourceError`].
pub async fn subscriptions(api: &ShopApi, shop: &Shop) -> Result<Vec<Subscription>, OrderSourceError> {
    #[derive(Serialize)]
    struct Variables {
        first: usize,
        after: Option<String>,
    }
    let (mut all, mut after) = (Vec::new(), None);
    for _ in 0..MOST_PAGES {
        let variables = Variables { first: PAGE, after };
        let question = Question { name: "Subscriptions", text: SUBSCRIPTIONS, variables: &variables };
        let Subscriptions { nodes, page_info } = api.ask::<Listed>(shop, &question).await?.webhook_subscriptions;
        all.extend(nodes);
        if !page_info.has_next_page {
            return Ok(all);
        }
        after = page_info.end_cursor;
    }
    Err(OrderSourceError::TooLarge)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Subscribed {
    webhook_subscription_create: Option<Created>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Created {
    #[serde(default)]
    user_errors: Vec<UserError>,
}

#[derive(Deserialize)]
struct UserError {
    #[serde(default)]
    message: String,
}

/// Has the webhooks of a topic (as GraphQL writes it) sent to `uri`, as JSON.
///
/// # Errors
/// [`OrderSourceError`]; [`OrderSourceError::Refused`] with Shopify's own words where it does not like what it was told.
pub async fn create_subscription(api: &ShopApi, shop: &Shop, topic: &str, uri: &str) -> Result<(), OrderSourceError> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Variables<'a> {
        topic: &'a str,
        webhook_subscription: Input<'a>,
    }
    #[derive(Serialize)]
    struct Input<'a> {
        uri: &'a str,
        format: &'static str,
    }
    let variables = Variables { topic, webhook_subscription: Input { uri, format: "JSON" } };
    let question = Question { name: "Subscribe", text: SUBSCRIBE, variables: &variables };
    let created = api.ask::<Subscribed>(shop, &question).await?.webhook_subscription_create;
    let created = created.ok_or_else(|| OrderSourceError::Unreadable("nothing was created".into()))?;
    match created.user_errors.first() {
        None => Ok(()),
        Some(error) => Err(OrderSourceError::Refused(shortened(&error.message, 200))),
    }
}
