//! Text from untrusted senders, shortened to a bounded length.

/// The first `max_chars` characters of `text`, without control characters (such as line ends).
pub fn shortened(text: &str, max_chars: usize) -> String {
    text.chars().filter(|c| !c.is_control()).take(max_chars).collect()
}
