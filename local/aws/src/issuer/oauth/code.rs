//! Authorization codes: each valid for one minute and one use.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use types::time::Time;

use super::pkce::Challenge;
use super::random_text;

/// The time until a code expires.
const CODE_TTL_MS: i64 = 60_000;
/// The limit of codes; the one that expires first is dropped.
const MAX_CODES: usize = 1_000;

/// What a code stands for.
#[derive(Clone, Debug)]
pub(super) struct Grant {
    /// The user that was chosen.
    pub(super) user: String,
    /// When it was chosen.
    pub(super) at: Time,
    /// The address to which the code was sent, compared exactly.
    pub(super) redirect_uri: String,
    pub(super) nonce: Option<String>,
    pub(super) challenge: Challenge,
}

/// The result of the use of a code.
#[derive(Debug)]
pub(super) enum CodeUse {
    /// The first use: the grant, and the id of the session that it starts.
    First(Grant, String),
    /// A repeated use: the session that the first use started. Another party has the code, too.
    Repeated(String),
    /// There is no such code.
    Unknown,
}

#[derive(Debug)]
struct Code {
    grant: Option<Grant>,
    session: String,
    expires_at: Time,
}

/// The valid codes.
#[derive(Debug, Default)]
pub(super) struct Codes(Mutex<HashMap<String, Code>>);

impl Codes {
    /// A new code for `grant`.
    pub(super) fn add(&self, grant: Grant) -> String {
        let mut codes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = grant.at;
        codes.retain(|_, code| now < code.expires_at);
        while codes.len() >= MAX_CODES {
            let first = codes.iter().min_by_key(|(_, code)| code.expires_at).map(|(text, _)| text.clone());
            let Some(first) = first else { break };
            codes.remove(&first);
        }
        let text = random_text::<32>();
        let code = Code { grant: Some(grant), session: random_text::<16>(), expires_at: now.plus_millis(CODE_TTL_MS) };
        codes.insert(text.clone(), code);
        text
    }

    /// Uses a code; afterwards it is used, whatever the result is.
    pub(super) fn take(&self, text: &str, now: Time) -> CodeUse {
        let mut codes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(code) = codes.get_mut(text).filter(|code| now < code.expires_at) else { return CodeUse::Unknown };
        let session = code.session.clone();
        match code.grant.take() {
            Some(grant) => CodeUse::First(grant, session),
            None => CodeUse::Repeated(session),
        }
    }
}
