//! The text of JSON from senders whose encoders break the rules. The parser of `serde_json` refuses what these encoders
//! write, so that one broken character would make a whole order unreadable.
//!
//! | what senders write | how it is read |
//! |---|---|
//! | a byte order mark before the JSON ([RFC 8259, section 8.1](https://www.rfc-editor.org/rfc/rfc8259#section-8.1) lets parsers ignore it) | it is ignored |
//! | half of a surrogate pair, `"\ud83d"`: a text that was cut in UTF-16 ([section 8.2](https://www.rfc-editor.org/rfc/rfc8259#section-8.2)) | as U+FFFD |
//! | bytes that are not UTF-8 | as U+FFFD |
//!
//! A signature is always verified over the bytes as they were received.

use std::borrow::Cow;

/// The byte order mark.
const BYTE_ORDER_MARK: char = '\u{feff}';
/// The length of `\u` and its four digits.
const ESCAPE_BYTES: usize = 6;
/// The escape of U+FFFD. It is as long as the escape that it replaces, so that positions in errors stay right.
const REPLACEMENT: &[u8; ESCAPE_BYTES] = b"\\ufffd";

/// The text of JSON in UTF-8: without a byte order mark, and with U+FFFD in place of what is no character. It borrows
/// from `bytes` unless something was replaced.
pub fn json_text(bytes: &[u8]) -> Cow<'_, str> {
    match String::from_utf8_lossy(bytes) {
        Cow::Borrowed(text) => with_whole_escapes(text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text)),
        Cow::Owned(text) => with_whole_escapes(text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&text)).into_owned().into(),
    }
}

/// The text of JSON that is text already, such as the JSON in a text of another JSON.
pub fn json_text_in(text: &str) -> Cow<'_, str> {
    with_whole_escapes(text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text))
}

/// The text with the escape of U+FFFD in place of each escaped surrogate without its other half.
fn with_whole_escapes(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let mut replaced: Option<Vec<u8>> = None;
    let mut at = 0;
    while let Some(offset) = bytes.get(at..).and_then(|rest| rest.iter().position(|byte| *byte == b'\\')) {
        at += offset;
        at += match (surrogate(bytes, at), surrogate(bytes, at + ESCAPE_BYTES)) {
            (Some(Surrogate::High), Some(Surrogate::Low)) => 2 * ESCAPE_BYTES,
            (Some(_), _) => {
                let end = at + ESCAPE_BYTES;
                let copy = replaced.get_or_insert_with(|| bytes.to_vec());
                if let Some(escape) = copy.get_mut(at..end) {
                    escape.copy_from_slice(REPLACEMENT);
                }
                ESCAPE_BYTES
            }
            // Another escape: the character after the backslash is no beginning of one.
            (None, _) => 2,
        };
    }
    // Only whole escapes of ASCII were replaced, so this is UTF-8.
    replaced.and_then(|copy| String::from_utf8(copy).ok()).map_or(Cow::Borrowed(text), Cow::Owned)
}

enum Surrogate {
    High,
    Low,
}

/// The surrogate whose escape begins at `at`; `None` for anything else.
fn surrogate(bytes: &[u8], at: usize) -> Option<Surrogate> {
    let [b'\\', b'u', digits @ ..] = bytes.get(at..at.checked_add(ESCAPE_BYTES)?)? else { return None };
    let digits = std::str::from_utf8(digits).ok().filter(|digits| digits.bytes().all(|c| c.is_ascii_hexdigit()))?;
    match u16::from_str_radix(digits, 16).ok()? {
        0xd800..=0xdbff => Some(Surrogate::High),
        0xdc00..=0xdfff => Some(Surrogate::Low),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lone_surrogate_is_replaced_and_every_other_escape_is_kept() {
        for (json, text) in [
            (r#""Tee \ud83d""#, r#""Tee \ufffd""#),
            (r#""\ud83d\ud83d\ude00""#, r#""\ufffd\ud83d\ude00""#),
            (r#""\ude00\ud83d""#, r#""\ufffd\ufffd""#),
            (r#""\uD83Dx\uDE00""#, r#""\ufffdx\ufffd""#),
            (r#""\ud83d\\ude00""#, r#""\ufffd\\ude00""#),
        ] {
            assert_eq!(json_text(json.as_bytes()), text, "{json}");
        }
        for kept in [
            r#""\ud83d\ude00""#,
            r#""\\ud83d""#,
            r#""\\\\ud83d""#,
            r#""\"\\""#,
            r#""\u20b9 \u0000 \uffff""#,
            r#""\ud83"#,
            r#""\u"#,
            "\"\\",
            "ud83d",
            "\"\\u\u{20b9}d\"",
            "",
        ] {
            assert!(matches!(json_text(kept.as_bytes()), Cow::Borrowed(text) if text == kept), "{kept}");
        }
        // In an escaped backslash, the surrogate after it is no escape; after two, it is one.
        assert_eq!(json_text(br#""\\\ud83d""#), r#""\\\ufffd""#);
    }

    #[test]
    fn byte_order_mark_is_ignored_at_the_beginning_only() {
        assert_eq!(json_text("\u{feff}{}".as_bytes()), "{}");
        assert_eq!(json_text_in("\u{feff}[\"\\ud83d\"]"), "[\"\\ufffd\"]");
        assert_eq!(json_text("\"\u{feff}\"".as_bytes()), "\"\u{feff}\"");
    }

    #[test]
    fn byte_that_is_not_utf8_is_replaced() {
        assert_eq!(json_text(b"{\"title\":\"Caf\xe9\"}"), "{\"title\":\"Caf\u{fffd}\"}");
        assert_eq!(json_text(b"\xef\xbb\xbf\"\xe9\\ud83d\""), "\"\u{fffd}\\ufffd\"");
    }
}
