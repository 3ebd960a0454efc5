//! The steps that connect an account at Selloship, whose support configures the webhook's URL.

use domain::integration::Integration;
use signatures::Scheme;

use crate::description::WEBHOOK_URL;

/// The steps for any account.
pub(super) fn general() -> Vec<String> {
    vec![
        format!("Give Selloship's support the URL {WEBHOOK_URL} as the webhook of your account."),
        "Agree on how webhooks are verified: by a signature of the raw body (scheme hmac-sha256) or by a token (scheme \
         static-token). Add the secret or the token to the integration's secrets."
            .to_owned(),
        topic(),
        "Set `ships_for` to the integration whose orders Selloship ships, so that shipments find their orders."
            .to_owned(),
    ]
}

/// The steps for one integration, by its scheme.
pub(super) fn of_integration(integration: &Integration, url: &str) -> Vec<String> {
    let proof = match &integration.schemes.https {
        Some(Scheme::StaticToken(_)) => "send the token in `secrets` in the header above",
        _ => "sign the raw body with the secret in `secrets`, and send the signature in the header above",
    };
    vec![format!("Give Selloship's support the URL {url}, and ask them to {proof}."), topic()]
}

fn topic() -> String {
    "A push of waybills needs no topic. Other webhooks must name it in the header X-Selloship-Event-Type.".to_owned()
}
