//! Flipkart's FKLOGIN: a SHA-1 over the date, the registered URL, the method and the secret. The body is not signed.
//!
//! A signature that someone has seen is therefore valid for any body until its date expires. The window is short, and the
//! verification has a [`Nonce`], so that each signature is accepted for one body only. Flipkart's text puts the HTTP date
//! into the hash, its own example the epoch seconds of that date; a receiver in the field uses the seconds. Both forms are
//! accepted.
//! Source: <https://seller.flipkart.com/api-docs/order-api-docs/NotifIntro.html>

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderValue};
use serde::{Deserialize, Serialize};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use types::hex;
use types::secret::Secret;
use types::time::Time;

use self::http_date::HttpDate;
use crate::constant_time::equal;
use crate::{Nonce, SignedRequest, Verification, VerifyError};

mod http_date;
#[cfg(test)]
mod tests;

/// The default of [`Settings::window_seconds`].
const DEFAULT_WINDOW_SECONDS: u32 = 300;
/// The longest window that an integration may set, in seconds.
const MAX_WINDOW_SECONDS: u32 = 3600;
/// The longest registered URL, in characters.
const MAX_URL_CHARS: usize = 2048;
/// The longest app id, in characters.
const MAX_APP_ID_CHARS: usize = 128;
/// The hexadecimal digits of a SHA-1.
const HASH_DIGITS: usize = 40;

/// The names of the headers as Flipkart sends them, and as a proxy without support for underscores rewrites them.
const DATE: [&str; 2] = ["x_date", "x-date"];
pub(super) const AUTHORIZATION: [&str; 2] = ["x_authorization", "x-authorization"];
/// The headers that Flipkart sets.
pub(super) const HEADERS: [&str; 2] = [DATE[0], AUTHORIZATION[0]];

/// The registration with Flipkart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The app id by which Flipkart identifies itself.
    pub app_id: String,
    /// The registered URL, byte for byte. It is never derived from a request.
    pub url: String,
    /// The highest accepted difference between the date and the current time, in seconds.
    #[serde(default = "default_window_seconds")]
    pub window_seconds: u32,
}

fn default_window_seconds() -> u32 {
    DEFAULT_WINDOW_SECONDS
}

impl Settings {
    /// Validates the settings.
    ///
    /// # Errors
    /// What is invalid, as a clause for the person who set it.
    pub fn check(&self) -> Result<(), &'static str> {
        let is_printable =
            |text: &str, max_chars| text.len() <= max_chars && text.bytes().all(|byte| byte.is_ascii_graphic());
        if self.app_id.is_empty() || !is_printable(&self.app_id, MAX_APP_ID_CHARS) {
            return Err("the app id does not have 1 to 128 printable ASCII characters");
        }
        let host = ["https://", "http://"].iter().find_map(|scheme| self.url.strip_prefix(scheme));
        if host.is_none_or(str::is_empty) || !is_printable(&self.url, MAX_URL_CHARS) {
            return Err("the URL is not an absolute URL of at most 2048 printable ASCII characters");
        }
        if !(1..=MAX_WINDOW_SECONDS).contains(&self.window_seconds) {
            return Err("the window is not 1 to 3600 seconds");
        }
        Ok(())
    }
}

/// The form of the date in the hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateForm {
    /// Seconds since the Unix epoch, as in Flipkart's own example.
    EpochSeconds,
    /// The text of the header, as in Flipkart's description.
    HttpDate,
}

/// The two headers that Flipkart sends at `at`. They do not depend on the body.
///
/// # Errors
/// If `at` cannot be written as an HTTP date.
pub fn sign(settings: &Settings, secret: &Secret, at: Time, form: DateForm) -> Result<HeaderMap, &'static str> {
    let date = HttpDate::at(at).ok_or("the time has no HTTP date")?;
    let login = format!("{}:{}", settings.app_id, hash(&date, form, &settings.url, secret.expose()));
    let authorization = format!("FKLOGIN {}", STANDARD.encode(login));
    let mut headers = HeaderMap::new();
    headers.insert(DATE[0], HeaderValue::from_str(date.text()).map_err(|_| "the date cannot be a header")?);
    headers.insert(AUTHORIZATION[0], HeaderValue::from_str(&authorization).map_err(|_| "the hash cannot be a header")?);
    Ok(headers)
}

/// Verifies that the request has a hash that was made with one of `secrets`, at the current time.
///
/// # Errors
/// [`VerifyError`]. The work is the same for every list of secrets, including an empty one.
pub fn verify(
    settings: &Settings,
    secrets: &[Secret],
    request: &SignedRequest<'_>,
) -> Result<Verification, VerifyError> {
    let date = text(request, DATE).ok_or(VerifyError::TimestampMissing)?;
    let date = HttpDate::parse(date).ok_or(VerifyError::TimestampMalformed)?;
    let login = Login::parse(text(request, AUTHORIZATION).ok_or(VerifyError::SignatureMissing)?)?;

    // An empty secret is ignored: all other parts of the hash are public.
    let keys: Vec<_> = secrets.iter().map(Secret::expose).filter(|key| !key.is_empty()).collect();
    let tried = if keys.is_empty() { &[b"".as_slice()] } else { keys.as_slice() };
    let has_hash = tried.iter().fold(false, |matched, key| matched | login.has_hash(&date, &settings.url, key));
    let matched = has_hash & equal(settings.app_id.as_bytes(), login.app_id.as_bytes());

    let distance_seconds = request.now.seconds().abs_diff(date.time().seconds());
    match (keys.is_empty(), distance_seconds > u64::from(settings.window_seconds), matched) {
        (true, _, _) => Err(VerifyError::NoSecret),
        (false, true, _) => Err(VerifyError::TimestampOutside),
        (false, false, false) => Err(VerifyError::SignatureWrong),
        (false, false, true) => {
            Ok(Verification { event_id: None, body_authenticated: false, nonce: Some(login.nonce(settings, &date)) })
        }
    }
}

/// The content of the header `X_Authorization`.
struct Login {
    app_id: String,
    hash: String,
}

impl Login {
    fn parse(header: &str) -> Result<Self, VerifyError> {
        Self::parse_canonical(header).ok_or(VerifyError::SignatureMalformed)
    }

    /// Accepts only the canonical form of each login, so that a replay in another form cannot have another nonce.
    fn parse_canonical(header: &str) -> Option<Self> {
        let decoded = STANDARD.decode(header.strip_prefix("FKLOGIN ")?).ok()?;
        let (app_id, hash) = std::str::from_utf8(&decoded).ok()?.rsplit_once(':')?;
        let is_hash = hash.len() == HASH_DIGITS && hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        is_hash.then(|| Self { app_id: app_id.to_owned(), hash: hash.to_owned() })
    }

    fn has_hash(&self, date: &HttpDate, url: &str, key: &[u8]) -> bool {
        let is_hash_in = |form| equal(hash(date, form, url, key).as_bytes(), self.hash.as_bytes());
        is_hash_in(DateForm::EpochSeconds) | is_hash_in(DateForm::HttpDate)
    }

    /// The window is compared in whole seconds, so a date is accepted until the second after the last second of the
    /// window begins.
    fn nonce(&self, settings: &Settings, date: &HttpDate) -> Nonce {
        let login = format!("{}\n{}\n{}", date.text(), self.app_id, self.hash);
        let seconds = i64::from(settings.window_seconds) + 1;
        Nonce { key: hex(&Sha256::digest(login)), expires_at: date.time().plus_millis(seconds * 1000) }
    }
}

fn text<'a>(request: &SignedRequest<'a>, names: [&str; 2]) -> Option<&'a str> {
    let value = names.iter().find_map(|name| request.headers.get(*name))?;
    value.to_str().ok().map(str::trim).filter(|text| !text.is_empty())
}

/// The hash in lower-case hexadecimal digits.
fn hash(date: &HttpDate, form: DateForm, url: &str, key: &[u8]) -> String {
    let seconds = date.time().seconds().to_string();
    let date = match form {
        DateForm::EpochSeconds => seconds.as_str(),
        DateForm::HttpDate => date.text(),
    };
    let mut sha1 = Sha1::new();
    for part in [date.as_bytes(), url.as_bytes(), b"POST", key] {
        sha1.update(part);
    }
    hex(&sha1.finalize())
}
