//! What is printed once everything has arrived.

use std::time::Duration;

use crate::percentiles::Percentiles;
use crate::senders::Sent;
use crate::traffic::Traffic;
use crate::{Arguments, LiveTransport};

/// A sentence, a table of milliseconds since the POST began: to its answer, and to its frame; and what all frames cost.
pub(crate) fn report(arguments: &Arguments, sent: &[Sent], arrived: &[Duration], traffic: &Traffic) -> String {
    let transport = match arguments.transport {
        LiveTransport::Websocket => "WebSocket",
        LiveTransport::Sse => "SSE",
    };
    let rate = arguments.rate.map_or_else(|| "as fast as answered".to_owned(), |rate| format!("{rate} a second"));
    let again: u32 = sent.iter().map(|sent| sent.tries - 1).sum();
    let again = if again > 0 { format!(" {again} times 503, and sent again.") } else { String::new() };
    let answers = sent.iter().map(|sent| sent.answered - sent.started).collect();
    [
        format!(
            "{} orders, {rate}, {} at a time: each one arrived by {transport}, once. {:.0} answers a second.{again}",
            sent.len(),
            arguments.concurrency,
            answers_per_second(sent),
        ),
        format!("  {:<22}{:>9}{:>9}{:>9}{:>9}", "ms from POST to", "p50", "p90", "p99", "max"),
        row("answer", answers),
        row("live frame", arrived.to_vec()),
        format!("  {}", traffic.told(arguments.transport.pieces())),
    ]
    .join("\n")
}

fn row(name: &str, durations: Vec<Duration>) -> String {
    let sorted = Percentiles::of(durations);
    let cells = [50, 90, 99, 100].map(|percent| format!("{:>9.1}", sorted.at(percent)));
    format!("  {name:<22}{}", cells.concat())
}

/// Over the time from the first POST to the last answer.
fn answers_per_second(sent: &[Sent]) -> f64 {
    let first = sent.iter().map(|sent| sent.started).min();
    let last = sent.iter().map(|sent| sent.answered).max();
    let seconds = first.zip(last).map_or(0.0, |(first, last)| (last - first).as_secs_f64());
    // As many as a u32 counts, so the float is exact.
    sent.len() as f64 / seconds.max(f64::MIN_POSITIVE)
}
