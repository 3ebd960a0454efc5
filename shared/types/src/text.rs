//! Text of strangers, cut to a bounded length.

/// At most `longest` characters of `text`, control characters (line ends among them) taken out.
pub fn shortened(text: &str, longest: usize) -> String {
    text.chars().filter(|c| !c.is_control()).take(longest).collect()
}
