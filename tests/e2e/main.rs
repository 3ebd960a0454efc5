//! End to end: a real `storebell serve`, real sockets, real signatures, a file for each story.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod stack;

mod access;
mod amazon;
mod any_order;
mod copies;
mod crash;
mod dynamodb_down;
mod first_order;
mod flipkart;
mod history;
mod invoke;
mod large_bodies;
mod myntra;
mod profit;
mod readme;
mod reconcile;
mod refusals;
mod replay;
mod selloship;
mod sns;
mod standard;
