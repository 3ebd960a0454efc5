//! Codes: each for one minute and one use.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use types::time::Time;

use super::pkce::Challenge;
use super::random_text;

/// How long a code lives, in milliseconds.
const LIFE_MS: i64 = 60_000;
/// The most codes at a time; the one that ends first gives way.
const MOST: usize = 1_000;

/// What a code stands for.
#[derive(Clone, Debug)]
pub(super) struct Grant {
    /// The user that was chosen.
    pub(super) user: String,
    /// When that was.
    pub(super) at: Time,
    /// Where the code was sent, to the character.
    pub(super) redirect_uri: String,
    pub(super) nonce: Option<String>,
    pub(super) challenge: Challenge,
}

/// What is behind a code.
#[derive(Debug)]
pub(super) enum Taken {
    /// The grant, and the id of the session that begins with it: this is its first use.
    Fresh(Grant, String),
    /// The session that its first use began. Somebody else has the code, too.
    Used(String),
    /// Nothing.
    Unknown,
}

#[derive(Debug)]
struct Code {
    grant: Option<Grant>,
    session: String,
    ends: Time,
}

/// The codes that are out.
#[derive(Debug, Default)]
pub(super) struct Codes(Mutex<HashMap<String, Code>>);

impl Codes {
    /// A new code for `grant`.
    pub(super) fn add(&self, grant: Grant) -> String {
        let mut codes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = grant.at;
        codes.retain(|_, code| now < code.ends);
        while codes.len() >= MOST {
            let first = codes.iter().min_by_key(|(_, code)| code.ends).map(|(text, _)| text.clone());
            let Some(first) = first else { break };
            codes.remove(&first);
        }
        let text = random_text::<32>();
        let code = Code { grant: Some(grant), session: random_text::<16>(), ends: now.plus_millis(LIFE_MS) };
        codes.insert(text.clone(), code);
        text
    }

    /// Uses a code; whatever comes of it, it is used.
    pub(super) fn take(&self, text: &str, now: Time) -> Taken {
        let mut codes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(code) = codes.get_mut(text).filter(|code| now < code.ends) else { return Taken::Unknown };
        let session = code.session.clone();
        match code.grant.take() {
            Some(grant) => Taken::Fresh(grant, session),
            None => Taken::Used(session),
        }
    }
}
