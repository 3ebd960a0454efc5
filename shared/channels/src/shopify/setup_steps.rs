//! The steps that connect a shop.

use domain::integration::Integration;

use crate::description::WEBHOOK_URL;

/// The steps for any shop.
pub(super) fn general() -> Vec<String> {
    let [open_webhooks, add_shown_secret] = by_hand(WEBHOOK_URL);
    vec![
        "In the shop's admin, open Settings > Apps and sales channels > Develop apps. Create an app with the access \
         scopes read_orders, read_inventory and read_products, and install it."
            .to_owned(),
        "Add the app's client secret to the integration's secrets, and set its Admin API access token.".to_owned(),
        format!("Register the integration: Storebell then subscribes {WEBHOOK_URL} to every topic."),
        compliance(WEBHOOK_URL),
        format!("If you have no access token, create the webhooks yourself. {open_webhooks} {add_shown_secret}"),
    ]
}

/// The steps for one shop: with an access token the Admin API subscribes, without one a person does.
pub(super) fn of_integration(integration: &Integration, url: &str) -> Vec<String> {
    let [first, second] = match &integration.access_token {
        Some(_) => [
            "The Admin API subscribes to the topics above. Register again if one of them has failed.".to_owned(),
            "Add the app's client secret to `secrets`: Shopify signs the subscribed webhooks with it.".to_owned(),
        ],
        None => by_hand(url),
    };
    vec![first, second, compliance(url)]
}

fn by_hand(url: &str) -> [String; 2] {
    [
        format!(
            "Open Settings > Notifications > Webhooks, and create a webhook to {url} in the format JSON for each topic."
        ),
        "Add to `secrets` the secret that Shopify shows on this page.".to_owned(),
    ]
}

/// These topics can only be configured in the app
/// (<https://shopify.dev/docs/apps/build/compliance/privacy-law-compliance>).
fn compliance(url: &str) -> String {
    format!(
        "In the app's own configuration, set the URLs of customers/data_request, customers/redact and shop/redact to \
         {url}: the Admin API cannot subscribe to these topics."
    )
}
