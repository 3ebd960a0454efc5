//! Log lines: one JSON object each on AWS, where CloudWatch Logs Insights queries them.

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

/// Crates that are never let down below `info`, whatever `RUST_LOG` says: what they print there may hold a token. The
/// runtime prints events that it could not read, headers included, and tungstenite whole handshakes and messages.
const NEVER_BELOW_INFO: [&str; 2] = ["lambda_runtime", "tungstenite"];

/// What `RUST_LOG` says, `info` by default, but for the targets that may print tokens, which never say more than `info`.
pub fn filter() -> EnvFilter {
    filter_of(&std::env::var(EnvFilter::DEFAULT_ENV).unwrap_or_default())
}

fn filter_of(wanted: &str) -> EnvFilter {
    // The directive that names most of a target wins, so those of these crates are left out altogether; one for a span
    // lets everything within it speak.
    let is_of_one = |directive: &str| NEVER_BELOW_INFO.iter().any(|name| directive.trim().starts_with(name));
    let is_taken = |directive: &&str| !is_of_one(directive) && !directive.contains(['[', ']']);
    let directives: Vec<_> = wanted.split(',').filter(is_taken).collect();
    let filter = EnvFilter::builder().with_default_directive(LevelFilter::INFO.into());
    let quiet = NEVER_BELOW_INFO.iter().filter_map(|name| format!("{name}=info").parse().ok());
    quiet.fold(filter.parse_lossy(directives.join(",")), EnvFilter::add_directive)
}

/// Starts logging for a function; `RUST_LOG` says how much (`info` by default).
pub fn start() {
    let filter = filter();
    // Without times: CloudWatch has its own.
    let lines = tracing_subscriber::fmt().json().flatten_event(true).with_env_filter(filter).without_time();
    // A second start (a test) keeps the first.
    let _ = lines.try_init();
}

#[cfg(test)]
mod tests {
    use tracing::subscriber::with_default;
    use tracing::{Level, enabled};

    use super::*;

    #[test]
    fn what_may_print_a_token_is_never_let_down_whatever_is_wished() {
        for wanted in [
            "trace",
            "trace,tungstenite=trace",
            "tungstenite::handshake::client=trace, lambda_runtime::layers=trace",
            "tungstenite",
            "lambda_runtime[span]=trace,debug",
        ] {
            with_default(tracing_subscriber::fmt().with_env_filter(filter_of(wanted)).finish(), || {
                assert!(!enabled!(target: "tungstenite::handshake::client", Level::TRACE), "{wanted}");
                assert!(!enabled!(target: "tungstenite::protocol", Level::DEBUG), "{wanted}");
                assert!(!enabled!(target: "lambda_runtime::layers::trace", Level::TRACE), "{wanted}");
                assert!(enabled!(target: "lambda_runtime", Level::INFO), "{wanted}");
            });
        }
    }

    #[test]
    fn all_else_is_as_it_is_wished_and_info_by_default() {
        with_default(tracing_subscriber::fmt().with_env_filter(filter_of("stream=trace")).finish(), || {
            assert!(enabled!(target: "stream::push", Level::TRACE));
        });
        with_default(tracing_subscriber::fmt().with_env_filter(filter_of("")).finish(), || {
            assert!(enabled!(target: "stream::push", Level::INFO) && !enabled!(target: "stream::push", Level::DEBUG));
        });
    }
}
