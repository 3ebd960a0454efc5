//! What `serve` prints once it is ready: the address to open, the user to choose, and the next commands.

use std::path::Path;

use super::DATA_DIR;

/// The lines. Without `data` the folder is temporary, and the commands name the stack by its URL.
pub(super) fn next_steps(port: u16, data: Option<&Path>, demo: bool) -> Vec<String> {
    let url = format!("http://127.0.0.1:{port}");
    if !demo {
        return vec![format!("open {url}")];
    }
    let program = program();
    let stack = match data {
        None => format!(" --url {url}"),
        Some(data) if data == Path::new(DATA_DIR) => String::new(),
        Some(data) => format!(" --data {}", quoted(&data.display().to_string())),
    };
    vec![
        format!("open {url} and choose the user demo"),
        "in a second terminal:".to_owned(),
        format!("  {program} tail{stack}                           shows webhooks as they are processed"),
        format!("  {program} send shopify orders/create{stack}     sends a signed order for the demo shop"),
    ]
}

/// How the user started this program.
#[expect(clippy::disallowed_methods, reason = "the command line reads its own environment")]
fn program() -> String {
    // Cargo sets this variable for `cargo run`.
    if std::env::var_os("CARGO_MANIFEST_DIR").is_some() {
        return "cargo run --".to_owned();
    }
    std::env::args().next().map_or_else(|| "storebell".to_owned(), |program| quoted(&program))
}

/// The text as one word of a shell.
fn quoted(text: &str) -> String {
    let is_plain = |character: char| character.is_ascii_alphanumeric() || "/._-:".contains(character);
    if text.chars().all(is_plain) { text.to_owned() } else { format!("'{}'", text.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(data: Option<&str>, demo: bool) -> String {
        next_steps(4000, data.map(Path::new), demo).join("\n")
    }

    #[test]
    fn commands_name_the_stack_unless_it_is_the_default() {
        assert!(text(Some(".storebell"), true).contains(" tail  "));
        assert!(text(Some("/tmp/my data"), true).contains("send shopify orders/create --data '/tmp/my data'"));
        assert!(text(None, true).contains(" tail --url http://127.0.0.1:4000"));
    }

    #[test]
    fn address_and_user_are_named_only_as_far_as_they_exist() {
        assert!(text(None, true).starts_with("open http://127.0.0.1:4000 and choose the user demo"));
        assert_eq!(text(None, false), "open http://127.0.0.1:4000");
    }
}
