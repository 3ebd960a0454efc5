//! The tables of arguments in docs/cli.md, which are made from the commands themselves.

use std::fs;
use std::path::PathBuf;

use clap::{Arg, ArgAction, Subcommand};

use super::Command;

/// The texts before and after the command's name in the line above each table.
const MARKER: (&str, &str) = ("<!-- arguments of ", " -->");
/// The texts before and after a computed default at the end of an argument's description.
const COMPUTED_DEFAULT: (&str, &str) = (" [default: ", "]");

fn document_path() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/cli.md"))
}

fn commands() -> Vec<clap::Command> {
    Command::augment_subcommands(clap::Command::new("storebell")).get_subcommands().cloned().collect()
}

/// The table of a command's arguments, as lines of Markdown.
fn table(command: &clap::Command) -> Vec<String> {
    let mut lines = vec!["| argument | default | meaning |".to_owned(), "|---|---|---|".to_owned()];
    lines.extend(command.get_arguments().filter(|argument| !argument.is_hide_set()).map(row));
    lines
}

fn row(argument: &Arg) -> String {
    let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
    let (meaning, computed) = match help.split_once(COMPUTED_DEFAULT.0) {
        Some((meaning, default)) => (meaning, default.trim_end_matches(COMPUTED_DEFAULT.1)),
        None => (help.as_str(), ""),
    };
    // The default of every switch is "off", so it is not documented.
    let takes_value = matches!(argument.get_action(), ArgAction::Set | ArgAction::Append);
    let fixed: Vec<_> =
        argument.get_default_values().iter().map(|value| format!("`{}`", value.to_string_lossy())).collect();
    let default = if takes_value && !fixed.is_empty() { fixed.join(", ") } else { computed.to_owned() };
    let cells = [format!("`{}`", usage(argument, takes_value)), default, meaning.to_owned()];
    format!("| {} |", cells.map(|cell| cell.replace('|', r"\|")).join(" | "))
}

/// An argument as it is typed: `--port PORT`, `--sse`, `[TOPIC]`.
fn usage(argument: &Arg, takes_value: bool) -> String {
    let value = argument
        .get_value_names()
        .and_then(|names| names.first())
        .map_or_else(|| argument.get_id().as_str().to_uppercase(), ToString::to_string);
    match argument.get_long() {
        Some(long) if takes_value => format!("--{long} {value}"),
        Some(long) => format!("--{long}"),
        None if argument.is_required_set() => value,
        None => format!("[{value}]"),
    }
}

/// The document with up-to-date tables, and the names of the commands for which it has a table.
fn updated(document: &str) -> (String, Vec<String>) {
    let commands = commands();
    let (mut lines, mut documented, mut in_table) = (Vec::new(), Vec::new(), false);
    for line in document.lines() {
        in_table &= line.starts_with('|');
        if in_table {
            continue;
        }
        lines.push(line.to_owned());
        let name = line.strip_prefix(MARKER.0).and_then(|rest| rest.strip_suffix(MARKER.1));
        if let Some(name) = name {
            documented.push(name.to_owned());
            in_table = true;
            lines.extend(commands.iter().find(|command| command.get_name() == name).map(table).unwrap_or_default());
        }
    }
    (lines.join("\n") + "\n", documented)
}

#[test]
fn every_command_and_argument_is_documented_with_its_default() {
    let document = fs::read_to_string(document_path()).unwrap();
    let (updated, documented) = updated(&document);
    let names: Vec<_> = commands().iter().map(|command| command.get_name().to_owned()).collect();
    assert_eq!(documented, names, "docs/cli.md needs a line `{}NAME{}` for each command", MARKER.0, MARKER.1);
    for (line, expected) in document.lines().zip(updated.lines()) {
        assert_eq!(line, expected, "run `cargo test -p storebell --lib write_arguments -- --ignored`");
    }
    assert_eq!(document.lines().count(), updated.lines().count());
}

#[test]
#[ignore = "writes docs/cli.md; run it after a change of an argument"]
fn write_arguments_into_the_document() {
    let document = fs::read_to_string(document_path()).unwrap();
    fs::write(document_path(), updated(&document).0).unwrap();
}
