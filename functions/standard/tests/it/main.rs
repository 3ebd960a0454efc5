//! The door on an embedded DynamoDB: what it stores, what it refuses, and what its senders are told.

mod choices;
mod one_time;
mod queues;
mod sns;
mod stack;
