//! The report of a throughput run.

use std::time::Duration;

use crate::LiveTransport;
use crate::percentiles::Percentiles;
use crate::senders::Sent;
use crate::throughput::Arguments;
use crate::traffic::Traffic;

/// A sentence; a table of milliseconds from the beginning of the POST to its response and to its frame; and the traffic.
pub(crate) fn report(arguments: &Arguments, sent: &[Sent], arrived: &[Duration], traffic: &Traffic) -> String {
    let transport = match arguments.transport {
        LiveTransport::Websocket => "WebSocket",
        LiveTransport::Sse => "SSE",
    };
    let rate = arguments.rate.map_or_else(|| "as fast as responses came".to_owned(), |rate| format!("{rate} a second"));
    let retries: u32 = sent.iter().map(|sent| sent.attempts - 1).sum();
    let retries = if retries > 0 { format!(" {retries} responses were 503 and were retried.") } else { String::new() };
    let responses = sent.iter().map(|sent| sent.responded - sent.started).collect();
    [
        format!(
            "{} orders, {rate}, {} concurrent: each arrived by {transport} exactly once. {:.0} responses a second.{retries}",
            sent.len(),
            arguments.concurrency,
            responses_per_second(sent),
        ),
        format!("  {:<22}{:>9}{:>9}{:>9}{:>9}", "ms from POST to", "p50", "p90", "p99", "max"),
        row("response", responses),
        row("live frame", arrived.to_vec()),
        format!("  {}", traffic.summary(arguments.transport.message_name())),
    ]
    .join("\n")
}

fn row(name: &str, durations: Vec<Duration>) -> String {
    let sorted = Percentiles::of(durations);
    let cells = [50, 90, 99, 100].map(|percent| format!("{:>9.1}", sorted.at(percent)));
    format!("  {name:<22}{}", cells.concat())
}

/// Over the time from the first POST to the last response.
fn responses_per_second(sent: &[Sent]) -> f64 {
    let first = sent.iter().map(|sent| sent.started).min();
    let last = sent.iter().map(|sent| sent.responded).max();
    let seconds = first.zip(last).map_or(0.0, |(first, last)| (last - first).as_secs_f64());
    // The count fits a u32, so the float is exact.
    sent.len() as f64 / seconds.max(f64::MIN_POSITIVE)
}
