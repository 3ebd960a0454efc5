//! The tokens that were given out, and the subscriptions that were confirmed with them.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Serialize;

use crate::lambda::new_request_id;

/// Most tokens that are remembered; the oldest ones make room.
const MAX_TOKENS: usize = 1000;

/// Bytes of a token.
const TOKEN_BYTES: usize = 64;

/// The tokens, the newest at the back.
#[derive(Debug, Default)]
pub(super) struct Tokens(Mutex<VecDeque<Token>>);

struct Token {
    text: String,
    topic_arn: String,
    subscription: Option<Subscription>,
}

/// A subscription that was confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Subscription {
    pub(super) subscription_arn: String,
    pub(super) topic_arn: String,
    /// Whether any confirmation asked that only those who may can end it.
    pub(super) authenticate_on_unsubscribe: bool,
}

impl Tokens {
    /// A new token that confirms a subscription to this topic.
    pub(super) fn issue(&self, topic_arn: &str) -> String {
        let mut bytes = [0; TOKEN_BYTES];
        getrandom::fill(&mut bytes).expect("the operating system has a source of random bytes");
        let text: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let mut tokens = self.lock();
        if tokens.len() >= MAX_TOKENS {
            tokens.pop_front();
        }
        tokens.push_back(Token { text: text.clone(), topic_arn: topic_arn.to_owned(), subscription: None });
        text
    }

    /// Confirms with a token that was given out for this topic: the first time makes the subscription, later ones find
    /// it. `None` if there is no such token.
    pub(super) fn confirm(&self, topic_arn: &str, text: &str, authenticate: bool) -> Option<Subscription> {
        let mut tokens = self.lock();
        let token = tokens.iter_mut().find(|token| token.text == text && token.topic_arn == topic_arn)?;
        let subscription = token.subscription.get_or_insert_with(|| Subscription {
            subscription_arn: format!("{topic_arn}:{}", new_request_id()),
            topic_arn: topic_arn.to_owned(),
            authenticate_on_unsubscribe: false,
        });
        subscription.authenticate_on_unsubscribe |= authenticate;
        Some(subscription.clone())
    }

    /// What was confirmed, the oldest first.
    pub(super) fn subscriptions(&self) -> Vec<Subscription> {
        self.lock().iter().filter_map(|token| token.subscription.clone()).collect()
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Token>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Token {
    /// Without the text.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Token").field("topic_arn", &self.topic_arn).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_good_for_its_topic_alone_and_again() {
        let tokens = Tokens::default();
        let token = tokens.issue("topic");
        assert_eq!(tokens.confirm("other", &token, true), None);
        assert_eq!(tokens.confirm("topic", "guessed", true), None);
        assert_eq!(tokens.confirm("topic", "", true), None);
        assert!(tokens.subscriptions().is_empty());

        let first = tokens.confirm("topic", &token, true).expect("a subscription");
        let again = tokens.confirm("topic", &token, false).expect("the same");
        assert_eq!(first, again, "and still only for those who may end it");
        assert!(again.authenticate_on_unsubscribe);
        assert_eq!(tokens.subscriptions(), [first]);
    }

    #[test]
    fn the_oldest_tokens_are_forgotten() {
        let tokens = Tokens::default();
        let first = tokens.issue("topic");
        let second = tokens.issue("topic");
        for _ in 0..MAX_TOKENS - 1 {
            tokens.issue("topic");
        }
        assert_eq!(tokens.lock().len(), MAX_TOKENS);
        assert_eq!(tokens.confirm("topic", &first, false), None);
        assert!(tokens.confirm("topic", &second, false).is_some());
    }
}
