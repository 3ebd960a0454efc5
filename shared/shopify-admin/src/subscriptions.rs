//! The app's webhook subscriptions at a shop.

use domain::order_source::OrderSourceError;
use serde::{Deserialize, Serialize};
use types::text::shortened;

use super::queries::{Query, SUBSCRIBE, SUBSCRIPTIONS};
use super::shop_api::{Shop, ShopApi};

/// Page size and most pages: more subscriptions than topics and a few endpoints need.
const SUBSCRIPTIONS_PER_PAGE: usize = 100;
const MAX_PAGES: usize = 10;

/// One subscription. Shopify lists those created through the API, not those of the app's configuration.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Subscription {
    /// The topic as GraphQL writes it, such as `ORDERS_CREATE`.
    pub topic: String,
    /// The endpoint that receives the webhooks.
    pub uri: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SubscriptionsData {
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
/// [`OrderSourceError`]; [`OrderSourceError::ResponseTooLarge`] beyond 1,000 subscriptions.
pub async fn subscriptions(api: &ShopApi, shop: &Shop) -> Result<Vec<Subscription>, OrderSourceError> {
    #[derive(Serialize)]
    struct Variables {
        first: usize,
        after: Option<String>,
    }
    let (mut all, mut after) = (Vec::new(), None);
    for _ in 0..MAX_PAGES {
        let variables = Variables { first: SUBSCRIPTIONS_PER_PAGE, after };
        let query = Query { operation_name: "Subscriptions", text: SUBSCRIPTIONS, variables: &variables };
        let Subscriptions { nodes, page_info } =
            api.send::<SubscriptionsData>(shop, &query).await?.webhook_subscriptions;
        all.extend(nodes);
        if !page_info.has_next_page {
            return Ok(all);
        }
        after = page_info.end_cursor;
    }
    Err(OrderSourceError::ResponseTooLarge)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SubscribeData {
    webhook_subscription_create: Option<CreatedSubscription>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CreatedSubscription {
    #[serde(default)]
    user_errors: Vec<UserError>,
}

#[derive(Deserialize)]
struct UserError {
    #[serde(default)]
    message: String,
}

/// Subscribes `uri` to the webhooks of a topic, written as GraphQL writes it, in JSON format.
///
/// # Errors
/// [`OrderSourceError`]; [`OrderSourceError::QueryRejected`] with Shopify's message if it rejects the topic or URI.
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
    let query = Query { operation_name: "Subscribe", text: SUBSCRIBE, variables: &variables };
    let created = api.send::<SubscribeData>(shop, &query).await?.webhook_subscription_create;
    let created =
        created.ok_or_else(|| OrderSourceError::InvalidResponse("the subscription was not created".into()))?;
    match created.user_errors.first() {
        None => Ok(()),
        Some(error) => Err(OrderSourceError::QueryRejected(shortened(&error.message, 200))),
    }
}
