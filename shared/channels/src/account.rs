//! Account keys of channels whose accounts have no known shape.

/// The longest account key, in characters.
const MAX_ACCOUNT_CHARS: usize = 128;

/// Whatever an owner calls the account, if it could break no key.
pub(super) fn any_key(text: &str) -> Option<String> {
    let text = text.trim();
    let allowed = |c: char| c.is_ascii_alphanumeric() || "._:@/-".contains(c);
    ((1..=MAX_ACCOUNT_CHARS).contains(&text.len()) && text.chars().all(allowed)).then(|| text.to_owned())
}
