//! Sessions of signed-in users, renewed by refresh tokens that are each for one use. They last as long as the process.
//!
//! A refresh token that comes a second time is known to two, and one of them may be a thief: its session expires_at
//! (<https://www.rfc-editor.org/rfc/rfc9700#section-4.14.2>). Only within a few seconds of its use it is answered as
//! before, since two tabs of one browser may renew at once.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use shared::time::{DAY_MS, Time};

use super::random_text;

/// How long a session lives, in milliseconds, however often it is renewed: 30 days, as with Cognito.
const SESSION_TTL_MS: i64 = 30 * DAY_MS;
/// How long a refresh token that was used is still answered, in milliseconds.
const REFRESH_GRACE_MS: i64 = 10_000;
/// The most sessions at a time; the one that expires_at first gives way.
const MAX_SESSIONS: usize = 1_000;

/// Whose session it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SignedInUser {
    pub(super) user: String,
    pub(super) signed_in_at: Time,
}

#[derive(Debug)]
struct Session {
    user: SignedInUser,
    secret: String,
    /// The secret before, and when it was used.
    used: Option<(String, Time)>,
    expires_at: Time,
}

/// The sessions, by id.
#[derive(Debug, Default)]
pub(super) struct Sessions(Mutex<HashMap<String, Session>>);

impl Sessions {
    /// Begins the session `id`; gives its first refresh token.
    pub(super) fn begin(&self, id: &str, user: SignedInUser, now: Time) -> String {
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

    /// Uses a refresh token; gives its session's user and the next token.
    pub(super) fn renew(&self, token: &str, now: Time) -> Option<(SignedInUser, String)> {
        let (id, secret) = token.split_once('.')?;
        let mut sessions = self.sessions();
        let session = sessions.get_mut(id).filter(|session| now < session.expires_at)?;
        let again = |(used, at): &(String, Time)| used == secret && now < at.plus_millis(REFRESH_GRACE_MS);
        if session.secret == secret {
            session.used = Some((std::mem::replace(&mut session.secret, random_text::<32>()), now));
        } else if !session.used.as_ref().is_some_and(again) {
            sessions.remove(id);
            tracing::warn!("a refresh token came again: its session has ended");
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
