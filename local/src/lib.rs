//! The whole stack in one process, for one machine: what AWS would run, with the same function code.

pub mod aws;
pub mod client;
pub mod commands;
pub mod demo;
pub mod dynamodb;
pub mod environment;
pub mod gateway;
pub mod invoke;
pub mod issuer;
mod key_file;
pub mod lambda;
pub mod line_file;
pub mod notes;
pub mod s3;
pub mod schedule;
pub mod small_shopify;
pub mod sns;
pub mod stack;
pub mod stream_mapping;
mod web_page;
