//! The stream function against the embedded DynamoDB and a management API of the tests' own.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod clients;
mod ends;
mod failures;
mod gate;
mod joins;
mod late;
mod late_pushes;
mod long_redactions;
mod management;
mod pushes;
mod redactions;
mod refusal;
mod replays;
mod requests;
mod revocations;
mod stack;
mod tallies;
mod watch;
