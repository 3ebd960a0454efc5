//! What is to be done with Flipkart.

use domain::integration::Integration;
use signatures::Scheme;

/// Flipkart has no API to register at: a person writes to its people, or to the service in between.
pub(super) fn steps(integration: &Integration, url: &str) -> Vec<String> {
    match &integration.schemes.https {
        Some(Scheme::Fklogin(settings)) => vec![
            format!(
                "Write to seller-api-queries@flipkart.com: your seller id, the locations, and the URL {}.",
                settings.url
            ),
            "Ask for returns too, if you want them, and send the security papers that they ask for.".to_owned(),
            "`app_id` and `secrets` must hold the application id and the secret that they give you.".to_owned(),
        ],
        _ => vec![
            format!("Give the sender the URL {url}, or the same without the id where it names the seller."),
            "Tell it the secret, and that the topic stands in X-Flipkart-Event-Type.".to_owned(),
        ],
    }
}
