//! Log lines: one JSON object each, which CloudWatch Logs Insights can query.

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

/// Targets whose level never drops below `info`, whatever `RUST_LOG` says, since their debug output may contain tokens: the
/// Lambda runtime logs events that it could not parse, headers included, and tungstenite logs whole handshakes and
/// messages.
const TARGETS_LIMITED_TO_INFO: [&str; 2] = ["lambda_runtime", "tungstenite"];

/// The filter that `RUST_LOG` specifies (`info` by default). Targets that may log tokens stay at `info`.
#[expect(clippy::disallowed_methods, reason = "logging starts before the configuration of the function is read")]
pub fn filter() -> EnvFilter {
    parse_filter(&std::env::var(EnvFilter::DEFAULT_ENV).unwrap_or_default())
}

fn parse_filter(directives: &str) -> EnvFilter {
    // The most specific directive for a target wins, so every directive for a limited target is removed. So is every
    // directive for a span, since it enables all targets within that span.
    let is_limited = |directive: &str| TARGETS_LIMITED_TO_INFO.iter().any(|name| directive.trim().starts_with(name));
    let is_accepted = |directive: &&str| !is_limited(directive) && !directive.contains(['[', ']']);
    let accepted: Vec<_> = directives.split(',').filter(is_accepted).collect();
    let filter = EnvFilter::builder().with_default_directive(LevelFilter::INFO.into());
    let limits = TARGETS_LIMITED_TO_INFO.iter().filter_map(|name| format!("{name}=info").parse().ok());
    limits.fold(filter.parse_lossy(accepted.join(",")), EnvFilter::add_directive)
}

/// Starts logging for a function. `RUST_LOG` sets the level (`info` by default). A line that cannot be written is lost
/// and has no other effect.
pub fn start() {
    let filter = filter();
    // Without timestamps: CloudWatch adds its own.
    let subscriber = tracing_subscriber::fmt().json().flatten_event(true).with_env_filter(filter).without_time();
    // By default the subscriber reports a line that it could not write with `eprintln!`, which panics if stderr cannot be
    // written, either: the request that was being logged would fail.
    let subscriber = subscriber.log_internal_errors(false);
    // A second start, as in tests, keeps the first subscriber.
    let _ = subscriber.try_init();
}

#[cfg(test)]
mod tests {
    use tracing::subscriber::with_default;
    use tracing::{Level, enabled};

    use super::*;

    #[test]
    fn targets_that_may_log_tokens_stay_at_info_for_every_setting() {
        for directives in [
            "trace",
            "trace,tungstenite=trace",
            "tungstenite::handshake::client=trace, lambda_runtime::layers=trace",
            "tungstenite",
            "lambda_runtime[span]=trace,debug",
        ] {
            with_default(tracing_subscriber::fmt().with_env_filter(parse_filter(directives)).finish(), || {
                assert!(!enabled!(target: "tungstenite::handshake::client", Level::TRACE), "{directives}");
                assert!(!enabled!(target: "tungstenite::protocol", Level::DEBUG), "{directives}");
                assert!(!enabled!(target: "lambda_runtime::layers::trace", Level::TRACE), "{directives}");
                assert!(enabled!(target: "lambda_runtime", Level::INFO), "{directives}");
            });
        }
    }

    #[test]
    fn other_targets_have_the_level_that_is_set_and_info_by_default() {
        with_default(tracing_subscriber::fmt().with_env_filter(parse_filter("stream=trace")).finish(), || {
            assert!(enabled!(target: "stream::push", Level::TRACE));
        });
        with_default(tracing_subscriber::fmt().with_env_filter(parse_filter("")).finish(), || {
            assert!(enabled!(target: "stream::push", Level::INFO) && !enabled!(target: "stream::push", Level::DEBUG));
        });
    }
}
