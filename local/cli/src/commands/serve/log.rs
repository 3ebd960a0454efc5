//! The log of `serve`, on stderr: short coloured lines on a terminal, JSON objects elsewhere, as the functions write on AWS.

use std::fmt::{self, Write as _};
use std::io::{self, IsTerminal as _, stderr};

use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::FmtContext;
use tracing_subscriber::fmt::format::{FormatEvent, FormatFields, Writer};
use tracing_subscriber::registry::LookupSpan;
use types::time::Clock;

use super::background_writer::BackgroundWriter;
use crate::stack::WEBHOOK_LOG_TARGET;

/// The default on a terminal: a line for each webhook, and warnings. Nothing is logged while the stack is idle.
const TERMINAL_FILTER: &str = "warn,storebell=info,amazon::notification=info";

/// Starts the log. `RUST_LOG` sets its level. A line that cannot be written is lost and has no other effect.
///
/// # Errors
/// The error of the operating system if it starts no thread for the log.
pub(super) fn start(json: bool) -> io::Result<BackgroundWriter> {
    let is_terminal = stderr().is_terminal() && !json;
    let filter = filter(is_terminal);
    let writer = BackgroundWriter::start("log", stderr())?;
    let make_writer = {
        let writer = writer.clone();
        move || writer.clone()
    };
    // By default the subscriber reports its own errors with `eprintln!`, which panics if stderr cannot be written.
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(make_writer).log_internal_errors(false);
    if is_terminal {
        log.event_format(TerminalFormat { shows_ids: is_debug() }).init();
    } else {
        log.json().flatten_event(true).init();
    }
    Ok(writer)
}

/// The embedded DynamoDB warns of every conditional put that fails. Duplicates are recognized in this way, so these
/// warnings are not logged.
#[expect(clippy::disallowed_methods, reason = "the command line reads its own environment")]
fn filter(is_terminal: bool) -> EnvFilter {
    let filter = match std::env::var_os(EnvFilter::DEFAULT_ENV) {
        None if is_terminal => EnvFilter::new(TERMINAL_FILTER),
        _ => runtime::telemetry::filter(),
    };
    match "dynoxide=error".parse() {
        Ok(quiet) => filter.add_directive(quiet),
        Err(_) => filter,
    }
}

#[expect(clippy::disallowed_methods, reason = "the command line reads its own environment")]
fn is_debug() -> bool {
    std::env::var(EnvFilter::DEFAULT_ENV).is_ok_and(|text| text.contains("debug") || text.contains("trace"))
}

/// `10:14:58Z 200 shopify orders/create stored 12 ms`, or `10:14:58Z WARN message name=value`.
struct TerminalFormat {
    /// Whether fields that are ids are shown.
    shows_ids: bool,
}

impl<S, N> FormatEvent<S, N> for TerminalFormat
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(&self, _: &FmtContext<'_, S, N>, mut out: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let now = Clock::system().now().to_string();
        write!(out, "{} ", colored("2", &format!("{}Z", now.get(11..19).unwrap_or(&now))))?;
        if event.metadata().target() == WEBHOOK_LOG_TARGET {
            out.write_str(&fields.webhook(self.shows_ids))?;
        } else {
            let level = *event.metadata().level();
            write!(out, "{} {}", colored(color(level), level.as_str()), fields.line(self.shows_ids))?;
        }
        writeln!(out)
    }
}

fn color(level: Level) -> &'static str {
    match level {
        Level::ERROR => "31",
        Level::WARN => "33",
        Level::INFO => "32",
        _ => "34",
    }
}

/// The text in an ANSI colour.
fn colored(code: &str, text: &str) -> String {
    format!("\x1b[{code}m{text}\x1b[0m")
}

/// The fields of an event, as text.
#[derive(Default)]
struct Fields(Vec<(&'static str, String)>);

impl Fields {
    fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value)
    }

    /// A stored webhook.
    fn webhook(&self, shows_ids: bool) -> String {
        let (channel, topic) = (self.get("webhook.channel"), self.get("webhook.topic"));
        let mut line = format!(
            "{} {} {topic} {} {} ms",
            colored("32", self.get("http.status")),
            colored("1", channel),
            self.get("webhook.result"),
            self.get("duration_ms"),
        );
        if shows_ids {
            let _ = write!(line, " {}", colored("2", self.get("event.id")));
        }
        line
    }

    /// Any other event: the message, and its fields.
    fn line(&self, shows_ids: bool) -> String {
        let is_shown = |name: &str| name != "message" && (shows_ids || !is_id(name));
        let mut line = self.get("message").to_owned();
        for (name, value) in self.0.iter().filter(|(name, _)| is_shown(name)) {
            let _ = write!(line, " {}{value}", colored("2", &format!("{name}=")));
        }
        line
    }
}

fn is_id(name: &str) -> bool {
    name == "id" || name.ends_with(".id") || name.ends_with("_id")
}

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.push((field.name(), value.to_owned()));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.push((field.name(), format!("{value:?}")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(line: &str) -> String {
        let mut text = String::new();
        let mut parts = line.split("\x1b[");
        text.push_str(parts.next().unwrap());
        parts.for_each(|part| text.push_str(part.split_once('m').unwrap().1));
        text
    }

    #[test]
    fn webhook_is_one_short_line_without_ids() {
        let fields = Fields(vec![
            ("message", "webhook stored".to_owned()),
            ("webhook.channel", "shopify".to_owned()),
            ("webhook.topic", "orders/create".to_owned()),
            ("webhook.result", "stored".to_owned()),
            ("event.id", "01A".to_owned()),
            ("http.status", "200".to_owned()),
            ("duration_ms", "12".to_owned()),
        ]);
        assert_eq!(plain(&fields.webhook(false)), "200 shopify orders/create stored 12 ms");
        assert_eq!(plain(&fields.webhook(true)), "200 shopify orders/create stored 12 ms 01A");
    }

    #[test]
    fn ids_of_other_events_are_shown_only_at_debug() {
        let fields = Fields(vec![
            ("message", "webhook rejected".to_owned()),
            ("reason", "disabled".to_owned()),
            ("request.id", "r1".to_owned()),
        ]);
        assert_eq!(plain(&fields.line(false)), "webhook rejected reason=disabled");
        assert_eq!(plain(&fields.line(true)), "webhook rejected reason=disabled request.id=r1");
    }
}
