//! Flipkart's FKLOGIN: a SHA-1 over the date, the registered URL, the method and the secret. The body is not signed.
//!
//! So a proof that was seen once fits any body until its date is too old: the window is short, and the proof says what
//! to remember of it ([`Once`]). Flipkart's text puts the HTTP date into the hash, its own example the epoch seconds
//! of that date; a receiver in the field uses the seconds. Both are taken.
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
use super::constant_time::equal;
use super::{Once, Signed, Verification, VerifyError};

mod http_date;
#[cfg(test)]
mod tests;

/// The seconds that the date may differ from now, unless the integration says otherwise.
const DEFAULT_WINDOW_SECONDS: u32 = 300;
/// The most seconds that an integration may allow.
const MOST_WINDOW_SECONDS: u32 = 3600;
/// The longest registered URL and app id, in characters.
const LONGEST_URL: usize = 2048;
const LONGEST_APP_ID: usize = 128;
/// The digits of a SHA-1.
const HASH_DIGITS: usize = 40;

/// The headers' names as Flipkart writes them, and as a proxy that knows no underscores rewrites them.
const DATE: [&str; 2] = ["x_date", "x-date"];
pub(super) const AUTHORIZATION: [&str; 2] = ["x_authorization", "x-authorization"];
/// All that Flipkart sets.
pub(super) const HEADERS: [&str; 2] = [DATE[0], AUTHORIZATION[0]];

/// What was registered with Flipkart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The app id that Flipkart names itself by.
    pub app_id: String,
    /// The URL as it was registered, byte for byte; it is never rebuilt from a request.
    pub url: String,
    /// How many seconds the date may lie in the past or in the future.
    #[serde(default = "default_window_seconds")]
    pub window_seconds: u32,
}

fn default_window_seconds() -> u32 {
    DEFAULT_WINDOW_SECONDS
}

impl Settings {
    /// Whether such a registration can be.
    ///
    /// # Errors
    /// What is wrong, for the person who set it.
    pub fn check(&self) -> Result<(), &'static str> {
        let printable = |text: &str, longest| text.len() <= longest && text.bytes().all(|byte| byte.is_ascii_graphic());
        if self.app_id.is_empty() || !printable(&self.app_id, LONGEST_APP_ID) {
            return Err("the app id is not of 1 to 128 printable ASCII characters");
        }
        let host = ["https://", "http://"].iter().find_map(|scheme| self.url.strip_prefix(scheme));
        if host.is_none_or(str::is_empty) || !printable(&self.url, LONGEST_URL) {
            return Err("the URL is not an absolute one of at most 2048 printable ASCII characters");
        }
        if !(1..=MOST_WINDOW_SECONDS).contains(&self.window_seconds) {
            return Err("the window is not of 1 to 3600 seconds");
        }
        Ok(())
    }
}

/// Which form of the date goes into the hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateForm {
    /// Seconds since the Unix epoch, as in Flipkart's own example.
    EpochSeconds,
    /// The text of the header, as Flipkart's page says.
    HttpDate,
}

/// The two headers that Flipkart sends at `at`; the body plays no part.
///
/// # Errors
/// If `at` has no HTTP date.
pub fn sign(settings: &Settings, secret: &Secret, at: Time, form: DateForm) -> Result<HeaderMap, &'static str> {
    let date = HttpDate::at(at).ok_or("the time has no HTTP date")?;
    let login = format!("{}:{}", settings.app_id, hash(&date, form, &settings.url, secret.expose()));
    let authorization = format!("FKLOGIN {}", STANDARD.encode(login));
    let mut headers = HeaderMap::new();
    headers.insert(DATE[0], HeaderValue::from_str(date.text()).map_err(|_| "the date is no header")?);
    headers.insert(AUTHORIZATION[0], HeaderValue::from_str(&authorization).map_err(|_| "the hash is no header")?);
    Ok(headers)
}

/// Whether the request carries a hash that was made with one of `secrets`, now.
///
/// # Errors
/// A [`VerifyError`]; the same work is done for every list of secrets, also for an empty one.
pub fn verify(settings: &Settings, secrets: &[Secret], signed: &Signed<'_>) -> Result<Verification, VerifyError> {
    let date = text(signed, DATE).ok_or(VerifyError::TimestampMissing)?;
    let date = HttpDate::parse(date).ok_or(VerifyError::TimestampMalformed)?;
    let login = Login::parse(text(signed, AUTHORIZATION).ok_or(VerifyError::SignatureMissing)?)?;

    // An empty secret is none: all else in the hash is public.
    let keys: Vec<_> = secrets.iter().map(Secret::expose).filter(|key| !key.is_empty()).collect();
    let tried = if keys.is_empty() { &[b"".as_slice()] } else { keys.as_slice() };
    let hashed = tried.iter().fold(false, |found, key| found | login.has_hash(&date, &settings.url, key));
    let matched = hashed & equal(settings.app_id.as_bytes(), login.app_id.as_bytes());

    let distance = signed.now.seconds().abs_diff(date.time().seconds());
    match (keys.is_empty(), distance > u64::from(settings.window_seconds), matched) {
        (true, _, _) => Err(VerifyError::NoSecret),
        (false, true, _) => Err(VerifyError::TimestampOutside),
        (false, false, false) => Err(VerifyError::SignatureWrong),
        (false, false, true) => {
            Ok(Verification { event_id: None, body_authenticated: false, once: Some(login.once(settings, &date)) })
        }
    }
}

/// What `X_Authorization` says.
struct Login {
    app_id: String,
    hash: String,
}

impl Login {
    fn parse(header: &str) -> Result<Self, VerifyError> {
        Self::read(header).ok_or(VerifyError::SignatureMalformed)
    }

    /// Takes only the one way in which each login is written, so that a replay cannot come in another dress.
    fn read(header: &str) -> Option<Self> {
        let decoded = STANDARD.decode(header.strip_prefix("FKLOGIN ")?).ok()?;
        let (app_id, hash) = std::str::from_utf8(&decoded).ok()?.rsplit_once(':')?;
        let is_hash = hash.len() == HASH_DIGITS && hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        is_hash.then(|| Self { app_id: app_id.to_owned(), hash: hash.to_owned() })
    }

    fn has_hash(&self, date: &HttpDate, url: &str, key: &[u8]) -> bool {
        let by = |form| equal(hash(date, form, url, key).as_bytes(), self.hash.as_bytes());
        by(DateForm::EpochSeconds) | by(DateForm::HttpDate)
    }

    /// The date counts by whole seconds, so that it is within the window until the second after the last has begun.
    fn once(&self, settings: &Settings, date: &HttpDate) -> Once {
        let whole = format!("{}\n{}\n{}", date.text(), self.app_id, self.hash);
        let seconds = i64::from(settings.window_seconds) + 1;
        Once { key: hex(&Sha256::digest(whole)), until: date.time().plus_millis(seconds * 1000) }
    }
}

fn text<'a>(signed: &Signed<'a>, names: [&str; 2]) -> Option<&'a str> {
    let value = names.iter().find_map(|name| signed.headers.get(*name))?;
    value.to_str().ok().map(str::trim).filter(|text| !text.is_empty())
}

/// The hash as lower-case hex digits.
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
