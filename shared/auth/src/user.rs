//! The name of an authenticated user.

use std::fmt;

/// The longest name of a user, in characters. It leaves room for `auth0|...` and UUIDs, and is bounded since the name becomes
/// a table key.
const MAX_NAME_CHARS: usize = 128;

/// A user, named by the issuer's `sub`. The name comes from a verified token or from a table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct User(String);

impl User {
    /// A user whose name is read from a table. It is not validated again.
    pub fn from_stored(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// From the `sub` of a token whose signature is verified. `None` if it is empty, too long, or has control characters.
    pub(crate) fn from_subject(subject: String) -> Option<Self> {
        let has_valid_length = (1..=MAX_NAME_CHARS).contains(&subject.chars().count());
        (has_valid_length && !subject.contains(char::is_control)).then_some(Self(subject))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_has_1_to_128_characters_and_no_control_character() {
        let user = |name: &str| User::from_subject(name.to_owned());
        assert_eq!(user("auth0|5f7c8ec7").map(|user| user.to_string()).as_deref(), Some("auth0|5f7c8ec7"));
        assert!(user(&"ü".repeat(128)).is_some());
        for invalid in ["", "a\nb", "a\u{0}b", &"a".repeat(129)] {
            assert_eq!(user(invalid), None, "{invalid:?}");
        }
    }
}
