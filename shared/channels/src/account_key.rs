//! Account keys of channels whose accounts have no known format.

/// The longest account key, in characters.
const MAX_ACCOUNT_CHARS: usize = 128;

/// The account key that the owner chose, without surrounding spaces; `None` if it has characters that could break a row's
/// key, such as `#`.
pub(super) fn any_key(text: &str) -> Option<String> {
    let text = text.trim();
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || "._:@/-".contains(c);
    ((1..=MAX_ACCOUNT_CHARS).contains(&text.len()) && text.chars().all(is_allowed)).then(|| text.to_owned())
}
