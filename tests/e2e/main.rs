//! End to end: a real `storebell serve`, real sockets, real signatures, a file for each story.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "../load/src/replays.rs"]
mod replays;
#[path = "../load/src/shuffle.rs"]
mod shuffle;
#[path = "../load/src/small_order.rs"]
mod small_order;
mod stack;

mod access;
mod amazon;
mod any_order;
mod auth;
mod bad_amounts;
mod burst;
mod copies;
mod crash;
mod dynamodb_down;
mod first_order;
mod flipkart;
mod history;
mod invoke;
mod large_bodies;
mod live_bounds;
mod matrix;
mod myntra;
mod page;
mod profit;
mod readme;
mod reconcile;
mod redaction;
mod refusals;
mod replay;
mod retry;
mod selloship;
mod sns;
mod standard;
mod statistics;
mod tokens;
