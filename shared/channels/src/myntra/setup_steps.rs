//! The steps that connect a seller at Myntra, whose account managers configure the endpoints that Myntra calls.

use domain::integration::Integration;
use signatures::Scheme;

use crate::description::WEBHOOK_URL;

/// The steps for any seller.
pub(super) fn general() -> Vec<String> {
    vec![
        format!(
            "Give the URL {WEBHOOK_URL} to your account manager at Myntra, or to the service between Myntra and you."
        ),
        "Agree on how webhooks are verified: by a signature of the raw body (scheme hmac-sha256) or by a token (scheme \
         static-token). Add the secret or the token to the integration's secrets."
            .to_owned(),
        topic_in_path(),
        reply(),
    ]
}

/// The steps for one integration, by its scheme.
pub(super) fn of_integration(integration: &Integration, url: &str) -> Vec<String> {
    let secret = match &integration.schemes.https {
        Some(Scheme::StaticToken(_)) => "the token in `secrets`",
        _ => "the secret in `secrets`, with which Myntra signs the raw body",
    };
    vec![format!("Give your account manager at Myntra the URL {url} and {secret}."), topic_in_path(), reply()]
}

fn topic_in_path() -> String {
    "If the setting `topic` reads the topic from the path, give a URL for each call: this URL with the call's name \
     appended."
        .to_owned()
}

fn reply() -> String {
    "Compare the setting `reply` with the response that Myntra's documentation requires.".to_owned()
}
