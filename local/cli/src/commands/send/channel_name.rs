//! The name of a channel as it is typed, and a suggestion for a misspelled one.

use types::Channel;

/// A name with at most so many edits is suggested.
const MAX_EDITS: usize = 2;

/// The channel with this name.
pub(super) fn find(name: &str) -> Option<Channel> {
    Channel::ALL.iter().copied().find(|channel| channel.name() == name)
}

/// A sentence for a text that is neither a channel nor looks like a file's path; `None` if it looks like one.
pub(super) fn unknown(text: &str) -> Option<String> {
    if text.contains(['/', '\\', '.']) {
        return None;
    }
    let nearest = Channel::ALL.iter().map(|channel| channel.name()).min_by_key(|name| edits(text, name));
    Some(match nearest.filter(|name| edits(text, name) <= MAX_EDITS) {
        Some(name) => format!("unknown channel `{text}`, did you mean `{name}`?"),
        None => {
            let names: Vec<_> = Channel::ALL.iter().map(|channel| channel.name()).collect();
            format!("unknown channel `{text}`; channels: {}", names.join(", "))
        }
    })
}

/// The Levenshtein distance.
fn edits(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.chars().count()).collect();
    for (number, left) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = number + 1;
        for (column, right) in other.chars().enumerate() {
            let substituted = diagonal + usize::from(left != right);
            diagonal = row[column + 1];
            row[column + 1] = substituted.min(row[column] + 1).min(diagonal + 1);
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspelled_channel_is_suggested() {
        assert_eq!(unknown("shopfy").unwrap(), "unknown channel `shopfy`, did you mean `shopify`?");
        assert_eq!(unknown("Flipkart").unwrap(), "unknown channel `Flipkart`, did you mean `flipkart`?");
        assert!(unknown("woocommerce").unwrap().starts_with("unknown channel `woocommerce`; channels: "));
        for path in ["order.json", "events/order", "./order"] {
            assert_eq!(unknown(path), None, "{path}");
        }
    }

    #[test]
    fn edits_are_insertions_deletions_and_substitutions() {
        for (one, other, count) in
            [("", "abc", 3), ("abc", "abc", 0), ("abc", "abd", 1), ("abc", "xabc", 1), ("ab", "ba", 2)]
        {
            assert_eq!(edits(one, other), count, "{one} {other}");
        }
    }
}
