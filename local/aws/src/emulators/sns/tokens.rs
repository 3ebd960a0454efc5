//! The issued tokens, and the subscriptions that were confirmed with them.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Serialize;

use crate::lambda::new_request_id;

/// The limit of stored tokens; the oldest ones are dropped.
const MAX_TOKENS: usize = 1000;

/// The size of a token.
const TOKEN_BYTES: usize = 64;

/// The tokens, oldest first.
#[derive(Debug, Default)]
pub(super) struct Tokens(Mutex<VecDeque<Token>>);

struct Token {
    text: String,
    topic_arn: String,
    subscription: Option<Subscription>,
}

/// A confirmed subscription.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Subscription {
    pub(super) subscription_arn: String,
    pub(super) topic_arn: String,
    /// Whether any confirmation required authentication to unsubscribe.
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

    /// Confirms with a token that was issued for this topic: the first call creates the subscription, later calls return
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

    /// The confirmed subscriptions, oldest first.
    pub(super) fn subscriptions(&self) -> Vec<Subscription> {
        self.lock().iter().filter_map(|token| token.subscription.clone()).collect()
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Token>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Token {
    /// Without the text, which is secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Token").field("topic_arn", &self.topic_arn).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn token_is_valid_for_its_topic_only_and_repeatedly() {
        let tokens = Tokens::default();
        let token = tokens.issue("topic");
        assert_eq!(tokens.confirm("other", &token, true), None);
        assert_eq!(tokens.confirm("topic", "guessed", true), None);
        assert_eq!(tokens.confirm("topic", "", true), None);
        assert!(tokens.subscriptions().is_empty());

        let first = tokens.confirm("topic", &token, true).expect("a subscription");
        let again = tokens.confirm("topic", &token, false).expect("the same");
        assert_eq!(first, again, "authentication stays required");
        assert!(again.authenticate_on_unsubscribe);
        assert_eq!(tokens.subscriptions(), [first]);
    }

    #[test]
    fn oldest_tokens_are_dropped() {
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
