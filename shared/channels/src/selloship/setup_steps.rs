//! What is to be done with Selloship.

use domain::integration::Integration;
use signatures::Scheme;

/// Selloship has no console for it: its people set the address.
pub(super) fn steps(integration: &Integration, url: &str) -> Vec<String> {
    let secret = match &integration.schemes.https {
        Some(Scheme::StaticToken(_)) => "send the token in `secrets` in the header above",
        _ => "sign the raw body with the secret in `secrets`, in the header above",
    };
    vec![
        format!("Give the people of Selloship the URL {url}, and have them {secret}."),
        "Pushes of waybills need no topic; others name it in X-Selloship-Event-Type.".to_owned(),
    ]
}
