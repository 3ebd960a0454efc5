//! Sessions of signed-in users, renewed by refresh tokens that are each valid for one use.
//!
//! Sessions and refresh tokens live in memory: after a restart, a user has to be chosen again. Access tokens stay
//! valid, since the signing key is kept on disk.
//!
//! A refresh token that is used twice is known to two parties, one of which may be an attacker: its session ends
//! (<https://www.rfc-editor.org/rfc/rfc9700#section-4.14.2>). Within a few seconds of its first use, it gets the
//! same response again instead, since two tabs of one browser may renew at once.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use types::time::{DAY_MS, Time};

use super::random_text;

/// The time until a session expires, also if it is renewed: 30 days, as with Cognito.
const SESSION_TTL_MS: i64 = 30 * DAY_MS;
/// How long a used refresh token still gets the same response.
const REFRESH_GRACE_MS: i64 = 10_000;
/// The limit of sessions; the one that expires first is dropped.
const MAX_SESSIONS: usize = 1_000;

/// The user of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SignedInUser {
    pub(super) user: String,
    pub(super) signed_in_at: Time,
}

#[derive(Debug)]
struct Session {
    user: SignedInUser,
    secret: String,
    /// The previous secret, and when it was used.
    used: Option<(String, Time)>,
    expires_at: Time,
}

/// The sessions, by id.
#[derive(Debug, Default)]
pub(super) struct Sessions(Mutex<HashMap<String, Session>>);

impl Sessions {
    /// Starts the session `id`; returns its first refresh token.
    pub(super) fn start(&self, id: &str, user: SignedInUser, now: Time) -> String {
        let mut sessions = self.sessions();
        sessions.retain(|_, session| now < session.expires_at);
        while sessions.len() >= MAX_SESSIONS {
            let first = sessions.iter().min_by_key(|(_, session)| session.expires_at).map(|(id, _)| id.clone());
            let Some(first) = first else { break };
            sessions.remove(&first);
        }
        let secret = random_text::<32>();
        let token = format!("{id}.{secret}");
        sessions
            .insert(id.to_owned(), Session { user, secret, used: None, expires_at: now.plus_millis(SESSION_TTL_MS) });
        token
    }

    /// Uses a refresh token; returns its session's user and the next token.
    pub(super) fn renew(&self, token: &str, now: Time) -> Option<(SignedInUser, String)> {
        let (id, secret) = token.split_once('.')?;
        let mut sessions = self.sessions();
        let session = sessions.get_mut(id).filter(|session| now < session.expires_at)?;
        let again = |(used, at): &(String, Time)| used == secret && now < at.plus_millis(REFRESH_GRACE_MS);
        if session.secret == secret {
            session.used = Some((std::mem::replace(&mut session.secret, random_text::<32>()), now));
        } else if !session.used.as_ref().is_some_and(again) {
            sessions.remove(id);
            tracing::warn!("refresh token used twice: its session is ended");
            return None;
        }
        Some((session.user.clone(), format!("{id}.{}", session.secret)))
    }

    /// Ends the session of a refresh token, or of an id.
    pub(super) fn end(&self, token: &str) {
        let id = token.split_once('.').map_or(token, |(id, _)| id);
        self.sessions().remove(id);
    }

    fn sessions(&self) -> MutexGuard<'_, HashMap<String, Session>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
