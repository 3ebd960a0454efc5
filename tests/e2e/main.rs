//! End to end: a real `storebell serve`, real sockets, real signatures, a file for each scenario.

#![expect(clippy::unwrap_used, reason = "a test that cannot continue fails")]

mod stack;

mod access_control;
mod amazon;
mod amount_bounds;
mod batch_retry;
mod command_line;
mod connection_limits;
mod deduplication;
mod dynamodb_outage;
mod flipkart;
mod frame_batching;
mod invoke;
mod large_bodies;
mod live_isolation;
mod myntra;
mod order_flow;
mod order_history;
mod order_independence;
mod page_settings;
mod profit;
mod readme;
mod reconcile;
mod redaction;
mod rejections;
mod replay;
mod restart;
mod selloship;
mod sign_in;
mod sns_emulator;
mod standard;
mod statistics;
mod ties;
mod token_secrecy;
mod unwritable_output;
mod woocommerce;
