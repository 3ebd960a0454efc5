//! What is to be done in a shop's admin.

use domain::integration::Integration;

/// With an access token the API subscribes; without one, a person does. What only the app can be told is the app's.
pub(super) fn steps(integration: &Integration, url: &str) -> Vec<String> {
    let subscribe = match &integration.access_token {
        Some(_) => "The topics above are subscribed by the API; ask again whenever one of them has failed.".to_owned(),
        None => format!("Settings, Notifications, Webhooks: create one for each topic, format JSON, to {url}."),
    };
    let secret = match &integration.access_token {
        Some(_) => "`secrets` must hold the app's client secret: it signs what the API has subscribed.",
        None => "`secrets` must hold the secret that the same page shows.",
    };
    let compliance = format!(
        "customers/data_request, customers/redact and shop/redact cannot be subscribed by the API: set their addresses in \
         the app's own configuration, to {url}."
    );
    vec![subscribe, secret.to_owned(), compliance]
}
