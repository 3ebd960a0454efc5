//! Log lines: one JSON object each on AWS, where CloudWatch Logs Insights queries them.

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

/// What `RUST_LOG` says, `info` by default. The runtime is never let down to `trace`: there it prints events that it
/// could not read, whose headers may hold a token.
pub fn filter() -> EnvFilter {
    let filter = EnvFilter::builder().with_default_directive(LevelFilter::INFO.into()).from_env_lossy();
    match "lambda_runtime=info".parse() {
        Ok(directive) => filter.add_directive(directive),
        Err(_) => filter,
    }
}

/// Starts logging for a function; `RUST_LOG` says how much (`info` by default).
pub fn start() {
    let filter = filter();
    // Without times: CloudWatch has its own.
    let lines = tracing_subscriber::fmt().json().flatten_event(true).with_env_filter(filter).without_time();
    // A second start (a test) keeps the first.
    let _ = lines.try_init();
}
