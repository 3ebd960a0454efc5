//! Log lines: one JSON object each on AWS, where CloudWatch Logs Insights queries them.

use tracing_subscriber::EnvFilter;

/// Starts logging for a function; `RUST_LOG` says how much (`info` by default).
pub fn start() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    // Without times: CloudWatch has its own.
    let lines = tracing_subscriber::fmt().json().flatten_event(true).with_env_filter(filter).without_time();
    // A second start (a test) keeps the first.
    let _ = lines.try_init();
}
