//! Headers of a sender that an integration's settings name.

use http::HeaderName;
use types::transport::Transport;

use super::Schemes;

/// The longest header name, in characters.
const MAX_HEADER_NAME_CHARS: usize = 64;
/// Headers that contain a secret under every scheme. They cannot be a topic, which all members of the integration see.
const SECRET_HEADERS: [&str; 3] = ["authorization", "cookie", "proxy-authorization"];

/// Checks the name of a header together with the integration's schemes. A name is in lower case.
///
/// # Errors
/// A sentence for the person who entered it.
pub(super) fn check(name: &str, schemes: &Schemes) -> Result<(), &'static str> {
    let is_lower_case = !name.bytes().any(|byte| byte.is_ascii_uppercase());
    if !is_lower_case || name.len() > MAX_HEADER_NAME_CHARS || HeaderName::from_bytes(name.as_bytes()).is_err() {
        return Err("the header must be a header name of at most 64 characters");
    }
    if is_secret(name, schemes) { Err("the header must not hold a secret or a signature") } else { Ok(()) }
}

/// Whether a header holds a secret or a signature.
pub(super) fn is_secret(name: &str, schemes: &Schemes) -> bool {
    SECRET_HEADERS.contains(&name)
        || schemes.of(Transport::Https).is_some_and(|scheme| scheme.is_signature_header(name))
}
