//! What is to be done with Myntra.

use domain::integration::Integration;
use signatures::Scheme;

/// Myntra calls endpoints that a seller exposes; its account managers set them.
pub(super) fn steps(integration: &Integration, url: &str) -> Vec<String> {
    let secret = match &integration.schemes.https {
        Some(Scheme::StaticToken(_)) => "the token in `secrets`",
        _ => "the secret in `secrets`, by which it signs the raw body",
    };
    vec![
        format!("Give your account manager at Myntra the URL {url} and {secret}."),
        "Where `topic` says that it stands in the path, give a URL for each call, with its name behind this one."
            .to_owned(),
        "Compare `reply` with the answer that their documentation asks for.".to_owned(),
    ]
}
