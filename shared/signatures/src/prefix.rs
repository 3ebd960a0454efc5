//! The text before a signature or a token in a header, such as `sha256=` or `Bearer `.

/// The longest prefix, in characters.
const MAX_PREFIX_CHARS: usize = 64;

/// Validates a prefix. It may contain and end with spaces; it cannot start with one, since HTTP removes the spaces around
/// a header's value (<https://www.rfc-editor.org/rfc/rfc9110#section-5.5>).
///
/// # Errors
/// What is invalid, as a clause for the person who set it.
pub(super) fn check(prefix: &str) -> Result<(), &'static str> {
    let is_printable = prefix.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
    if prefix.len() > MAX_PREFIX_CHARS || !is_printable || prefix.starts_with(' ') {
        return Err("the prefix does not have at most 64 printable ASCII characters, or starts with a space");
    }
    Ok(())
}

/// What follows the prefix in a header's value; `None` if the value starts with something else. The prefix is compared in
/// any case: it is no secret, and names of authentication schemes such as `Bearer` have no case
/// (<https://www.rfc-editor.org/rfc/rfc9110#section-11.1>).
pub(super) fn strip<'a>(value: &'a [u8], prefix: &str) -> Option<&'a [u8]> {
    let (start, rest) = value.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix.as_bytes()).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefix_is_stripped_in_any_case_and_with_its_spaces() {
        for (value, prefix, rest) in [
            ("Bearer abc", "Bearer ", Some("abc")),
            ("bearer abc", "Bearer ", Some("abc")),
            ("BEARER abc", "bearer ", Some("abc")),
            ("sha256= abc", "sha256= ", Some("abc")),
            ("sha256=abc", "sha256= ", None),
            ("abc", "", Some("abc")),
            ("Bear", "Bearer ", None),
            ("Basic abc", "Bearer ", None),
        ] {
            assert_eq!(strip(value.as_bytes(), prefix), rest.map(str::as_bytes), "{value} {prefix}");
        }
    }

    #[test]
    fn prefix_may_end_with_a_space_and_not_start_with_one() {
        for valid in ["", "Bearer ", "sha256= ", "Signature v1 = "] {
            assert_eq!(check(valid), Ok(()), "{valid:?}");
        }
        for invalid in [" Bearer", "Bearer\t", "Träger ", &"x".repeat(65)] {
            assert!(check(invalid).is_err(), "{invalid:?}");
        }
    }
}
