//! The steps that connect a seller at Flipkart, which has no API to register at: a person writes to Flipkart, or to the
//! service between Flipkart and the seller.

use domain::integration::Integration;
use signatures::Scheme;

use crate::description::WEBHOOK_URL;

/// The steps for any seller, with both contracts.
pub(super) fn general() -> Vec<String> {
    let [write, ask, set] = by_fklogin(WEBHOOK_URL);
    let [give, add] = by_hmac(WEBHOOK_URL);
    vec![
        format!("For Flipkart's own notifications, use the scheme fklogin. {write}"),
        ask,
        set,
        format!("For webhooks of an integrator, use the scheme hmac-sha256. {give}"),
        add,
    ]
}

/// The steps for one integration, by its scheme.
pub(super) fn of_integration(integration: &Integration, url: &str) -> Vec<String> {
    match &integration.schemes.https {
        Some(Scheme::Fklogin(settings)) => by_fklogin(&settings.url).into(),
        _ => by_hmac(url).into(),
    }
}

fn by_fklogin(url: &str) -> [String; 3] {
    [
        format!(
            "Write to seller-api-queries@flipkart.com and state your seller id, your locations and the URL {url}. The \
             registered URL must be the setting `url` of the scheme, byte for byte."
        ),
        "Ask for returns as well if you need them, and send the security documents that Flipkart requires.".to_owned(),
        "Set `app_id` to the application id that Flipkart sends you, and add its secret to `secrets`.".to_owned(),
    ]
}

fn by_hmac(url: &str) -> [String; 2] {
    [
        format!("Give the sender the URL {url}. A sender that names the seller may leave out the integration's id."),
        "Give the sender the secret. The sender must name the topic in the header X-Flipkart-Event-Type.".to_owned(),
    ]
}
