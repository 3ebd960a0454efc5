//! Sends orders, and verifies that each one arrives as a live frame exactly once.

use std::time::Duration;

use clap::Args;
use local_client::demo;
use local_client::{ClientError, StackUrl, WebhookSender, fetch_token};
use types::Channel;
use types::secret::Secret;

use crate::arrivals::Arrivals;
use crate::listener::Listener;
use crate::percentiles::Percentiles;
use crate::{LiveTransport, report, senders};

/// What to send, how to listen, and the limits.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The stack
    #[arg(long, default_value = "http://127.0.0.1:3000")]
    pub url: StackUrl,
    /// The URL of the stack's live frames, if it is another one (on AWS it is)
    #[arg(long)]
    pub live_url: Option<StackUrl>,
    /// Number of orders
    #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u32).range(1..))]
    pub count: u32,
    /// Orders per second [default: as fast as the stack responds]
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
    pub rate: Option<u32>,
    /// Maximum number of concurrent requests
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub concurrency: u32,
    /// Transport of the live connection
    #[arg(long, value_enum, default_value_t = LiveTransport::Websocket)]
    pub transport: LiveTransport,
    /// Fail if more frames, or events of a stream, arrive [default: no limit]
    #[arg(long, value_name = "COUNT")]
    pub most_frames: Option<u64>,
    /// Fail if the 99th percentile from POST to frame is larger, in milliseconds [default: no limit]
    #[arg(long, value_name = "MS")]
    pub p99_within: Option<u32>,
    /// Seconds to wait for the last frame after the last response
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    pub deadline: u64,
    /// A token [default: one of the user demo, from the stack on this machine]
    #[arg(long)]
    pub token: Option<String>,
    /// The shop that sends
    #[arg(long, default_value = demo::SHOPIFY.account)]
    pub account: String,
    /// The shop's secret
    #[arg(long, default_value = demo::SHOPIFY.secret)]
    pub secret: String,
}

/// Sends the orders; the report, once each has arrived.
///
/// # Errors
/// A sentence: an order was not stored, did not arrive exactly once, or a limit was exceeded.
pub async fn run(arguments: Arguments) -> Result<String, String> {
    let sentence = |error: ClientError| error.to_string();
    let live = arguments.live_url.as_ref().unwrap_or(&arguments.url);
    let token = match &arguments.token {
        Some(token) => token.clone(),
        None => fetch_token(&arguments.url, demo::USER, None).await.map_err(sentence)?,
    };
    let secret = Secret::new(&*arguments.secret);
    let sender = WebhookSender::new(&arguments.url, Channel::Shopify, None, &arguments.account, secret);
    let sender = sender.map_err(sentence)?;
    let arrivals = Arrivals::default();
    let listener = Listener::start(arguments.transport, live, &token, arrivals.clone()).await.map_err(sentence)?;

    let sent = senders::send_all(&sender, arguments.count, arguments.rate, arguments.concurrency).await?;
    let arrived = arrivals.latencies(&sent, &listener, Duration::from_secs(arguments.deadline)).await?;
    let report = report::report(&arguments, &sent, &arrived, arrivals.traffic());
    if let Some(limit) = arguments.most_frames.filter(|limit| arrivals.traffic().frames() > *limit) {
        return Err(format!("more than {limit} frames arrived\n{report}"));
    }
    let p99 = Percentiles::of(arrived).at(99);
    match arguments.p99_within {
        Some(limit) if p99 > f64::from(limit) => Err(format!("p99 is over {limit} ms\n{report}")),
        _ => Ok(report),
    }
}
