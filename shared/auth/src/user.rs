//! The name of a signed-in user.

use std::fmt;

/// Characters that a user's name may have: room for `auth0|...` and UUIDs, and bounded since it becomes a table key.
const LONGEST: usize = 128;

/// A user by the issuer's `sub`. Having one means that a token was checked, or that a table says so.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct User(String);

impl User {
    /// A user whose name was checked before: one that is read back from a table.
    pub fn trusted(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// From the `sub` of a token whose signature was checked; `None` if it cannot be a name.
    pub(super) fn from_subject(subject: String) -> Option<Self> {
        let fits = (1..=LONGEST).contains(&subject.chars().count());
        (fits && !subject.contains(char::is_control)).then_some(Self(subject))
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
    fn a_name_has_one_to_128_characters_and_no_control_character() {
        let user = |name: &str| User::from_subject(name.to_owned());
        assert_eq!(user("auth0|5f7c8ec7").map(|user| user.to_string()).as_deref(), Some("auth0|5f7c8ec7"));
        assert!(user(&"ü".repeat(128)).is_some());
        for bad in ["", "a\nb", "a\u{0}b", &"a".repeat(129)] {
            assert_eq!(user(bad), None, "{bad:?}");
        }
    }
}
