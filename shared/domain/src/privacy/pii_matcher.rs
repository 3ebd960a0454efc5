//! Finds a customer's identifiers in bodies that could not be normalized.

use std::collections::HashSet;

use super::CustomerIdentifiers;

/// Telephone numbers with fewer digits are not searched for: they would match anywhere.
const MIN_PHONE_DIGITS: usize = 7;
/// The number of last digits that are compared, so that a number matches with and without its country code.
const COMPARED_PHONE_DIGITS: usize = 10;

/// The identifiers to search for.
pub struct PiiMatcher {
    /// Ids, compared with whole words of a body.
    ids: HashSet<Vec<u8>>,
    /// In lower case.
    email: Option<Vec<u8>>,
    /// The last digits of the telephone number.
    phone: Option<Vec<u8>>,
}

impl PiiMatcher {
    /// Searches for a customer, and for the ids of subjects that are the customer's, such as shipments.
    pub fn of(customer: &CustomerIdentifiers, subject_ids: impl IntoIterator<Item = String>) -> Self {
        let ids = customer.id.iter().chain(&customer.orders).cloned().chain(subject_ids).filter(|id| !id.is_empty());
        let email = customer.email.as_ref().map(|email| email.trim().to_ascii_lowercase().into_bytes());
        let digits = |phone: &String| phone.bytes().filter(u8::is_ascii_digit).collect::<Vec<_>>();
        let phone = customer.phone.as_ref().map(digits).filter(|digits| digits.len() >= MIN_PHONE_DIGITS);
        Self {
            ids: ids.map(String::into_bytes).collect(),
            email: email.filter(|email| email.contains(&b'@')),
            phone: phone.map(|digits| digits[digits.len().saturating_sub(COMPARED_PHONE_DIGITS)..].to_vec()),
        }
    }

    /// Whether any identifier occurs in `body`. A false match only removes a body that could not be normalized; a miss
    /// would keep personal data.
    pub fn matches(&self, body: &[u8]) -> bool {
        let body = &unescaped(body);
        self.contains_id(body) || self.contains_email(body) || self.contains_phone(body)
    }

    fn contains_id(&self, body: &[u8]) -> bool {
        let is_part_of_word = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
        // A sentence may end with an id.
        let bare = |word: &[u8]| word.strip_suffix(b".").map_or_else(|| word.to_vec(), <[u8]>::to_vec);
        body.split(|byte| !is_part_of_word(byte)).any(|word| !word.is_empty() && self.ids.contains(&bare(word)))
    }

    fn contains_email(&self, body: &[u8]) -> bool {
        self.email.as_ref().is_some_and(|email| contains_bytes(&body.to_ascii_lowercase(), email))
    }

    fn contains_phone(&self, body: &[u8]) -> bool {
        let is_kept = |byte: &u8| byte.is_ascii() && !b" -()+./".contains(byte);
        let digits = || body.iter().copied().filter(is_kept).collect::<Vec<_>>();
        self.phone.as_ref().is_some_and(|phone| contains_bytes(&digits(), phone))
    }
}

/// The body with the characters of JSON's escapes. One that is not ASCII becomes a byte that is no part of a word, such
/// as a dash in a telephone number.
fn unescaped(body: &[u8]) -> Vec<u8> {
    let (mut rest, mut text) = (body, Vec::with_capacity(body.len()));
    while let Some((first, after)) = rest.split_first() {
        let escape = rest.strip_prefix(b"\\u").and_then(|rest| rest.split_at_checked(4));
        let code = |digits| u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok();
        match escape.and_then(|(digits, after)| Some((code(digits)?, after))) {
            Some((code, after)) => {
                text.push(u8::try_from(code).ok().filter(u8::is_ascii).unwrap_or(u8::MAX));
                rest = after;
            }
            None => {
                text.push(*first);
                rest = after;
            }
        }
    }
    text
}

fn contains_bytes(text: &[u8], wanted: &[u8]) -> bool {
    text.windows(wanted.len()).any(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matcher() -> PiiMatcher {
        let customer = CustomerIdentifiers {
            id: Some("191167".into()),
            email: Some("Asha@Example.com".into()),
            phone: Some("\"+91 98000 00000\"".into()),
            orders: ["299938".to_owned()].into(),
        };
        PiiMatcher::of(&customer, ["W-7".to_owned()])
    }

    #[test]
    fn identifier_is_found_in_any_notation() {
        for body in [
            r#"{"customer":{"id":191167}}"#,
            r#"{"order":"gid://shopify/Order/299938"}"#,
            "order 299938.",
            r#"{"to":"ASHA@example.COM"}"#,
            r#"{"phone":"9800000000"}"#,
            r#"{"phone":"+91 (98000) 000-00"}"#,
            r#"{"awb":"W-7"}"#,
            r#"{"to":"asha\u0040example.com"}"#,
            r#"{"phone":"98\u201100000\u2011000"}"#,
            "{\"phone\":\"98\u{a0}00000\u{2011}000\"}",
            r#"{"id":"\u0031\u00391167\ud83d"}"#,
            "\u{fffd}191167",
        ] {
            assert!(matcher().matches(body.as_bytes()), "{body}");
        }
    }

    #[test]
    fn other_identifiers_do_not_match() {
        for body in ["{}", r#"{"id":1911670}"#, r#"{"id":"a299938"}"#, r#"{"to":"ravi@example.com"}"#, "98000", "W-77"]
        {
            assert!(!matcher().matches(body.as_bytes()), "{body}");
        }
        // Without identifiers nothing matches.
        assert!(!PiiMatcher::of(&CustomerIdentifiers::default(), ["".to_owned()]).matches(b" , 1 @ "));
    }

    #[test]
    fn debug_output_contains_ids_only() {
        let customer = CustomerIdentifiers {
            email: Some("asha@example.com".into()),
            phone: Some("98".into()),
            ..CustomerIdentifiers::default()
        };
        assert_eq!(format!("{customer:?}"), "CustomerIdentifiers { id: None, orders: {}, .. }");
    }
}
