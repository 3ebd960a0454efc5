//! A person's traces in bodies that nobody has understood.

use std::collections::HashSet;

use super::CustomerIdentifiers;

/// The least digits of a telephone number that are looked for: fewer are found anywhere.
const LEAST_DIGITS: usize = 7;
/// As many last digits of it are compared: with or without the code of a country.
const MOST_DIGITS: usize = 10;

/// What is looked for in a body.
pub struct PiiMatcher {
    /// Ids: whole words of a body.
    ids: HashSet<Vec<u8>>,
    /// In lower case.
    email: Option<Vec<u8>>,
    /// The last digits of a telephone number.
    phone: Option<Vec<u8>>,
}

impl PiiMatcher {
    /// Of a person, and of things that are his, by their ids.
    pub fn of(person: &CustomerIdentifiers, things: impl IntoIterator<Item = String>) -> Self {
        let ids = person.id.iter().chain(&person.orders).cloned().chain(things).filter(|id| !id.is_empty());
        let email = person.email.as_ref().map(|email| email.trim().to_ascii_lowercase().into_bytes());
        let digits = |phone: &String| phone.bytes().filter(u8::is_ascii_digit).collect::<Vec<_>>();
        let phone = person.phone.as_ref().map(digits).filter(|digits| digits.len() >= LEAST_DIGITS);
        Self {
            ids: ids.map(String::into_bytes).collect(),
            email: email.filter(|email| email.contains(&b'@')),
            phone: phone.map(|digits| digits[digits.len().saturating_sub(MOST_DIGITS)..].to_vec()),
        }
    }

    /// Whether any of them is in `body`. Found once too often a body is lost that nobody could read; not found it stays.
    pub fn are_in(&self, body: &[u8]) -> bool {
        self.names_an_id(body) || self.names_an_email(body) || self.names_a_phone(body)
    }

    fn names_an_id(&self, body: &[u8]) -> bool {
        let in_a_word = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
        // A sentence may end behind an id.
        let bare = |word: &[u8]| word.strip_suffix(b".").map_or_else(|| word.to_vec(), <[u8]>::to_vec);
        body.split(|byte| !in_a_word(byte)).any(|word| !word.is_empty() && self.ids.contains(&bare(word)))
    }

    fn names_an_email(&self, body: &[u8]) -> bool {
        self.email.as_ref().is_some_and(|email| contains(&body.to_ascii_lowercase(), email))
    }

    fn names_a_phone(&self, body: &[u8]) -> bool {
        let digits = || body.iter().copied().filter(|byte| !b" -()+./".contains(byte)).collect::<Vec<_>>();
        self.phone.as_ref().is_some_and(|phone| contains(&digits(), phone))
    }
}

fn contains(text: &[u8], sought: &[u8]) -> bool {
    text.windows(sought.len()).any(|window| window == sought)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn traces() -> PiiMatcher {
        let person = CustomerIdentifiers {
            id: Some("191167".into()),
            email: Some("Asha@Example.com".into()),
            phone: Some("\"+91 98000 00000\"".into()),
            orders: ["299938".to_owned()].into(),
        };
        PiiMatcher::of(&person, ["W-7".to_owned()])
    }

    #[test]
    fn each_trace_is_found_however_it_is_written() {
        for body in [
            r#"{"customer":{"id":191167}}"#,
            r#"{"order":"gid://shopify/Order/299938"}"#,
            "order 299938.",
            r#"{"to":"ASHA@example.COM"}"#,
            r#"{"phone":"9800000000"}"#,
            r#"{"phone":"+91 (98000) 000-00"}"#,
            r#"{"awb":"W-7"}"#,
            "\u{fffd}191167",
        ] {
            assert!(traces().are_in(body.as_bytes()), "{body}");
        }
    }

    #[test]
    fn others_are_left_alone() {
        for body in ["{}", r#"{"id":1911670}"#, r#"{"id":"a299938"}"#, r#"{"to":"ravi@example.com"}"#, "98000", "W-77"]
        {
            assert!(!traces().are_in(body.as_bytes()), "{body}");
        }
        // Nothing is known of him: nobody is found.
        assert!(!PiiMatcher::of(&CustomerIdentifiers::default(), ["".to_owned()]).are_in(b" , 1 @ "));
    }

    #[test]
    fn a_person_is_logged_by_ids_alone() {
        let person = CustomerIdentifiers {
            email: Some("asha@example.com".into()),
            phone: Some("98".into()),
            ..CustomerIdentifiers::default()
        };
        assert_eq!(format!("{person:?}"), "Person { id: None, orders: {}, .. }");
    }
}
