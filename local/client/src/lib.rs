//! A stack seen from outside: signs and posts webhooks, reads lists, and listens to live frames.
//!
//! The command line, the load program and the end-to-end tests share this crate. It depends on the wire formats only, so that
//! the same client talks to the stack on this machine and to a deployed one.

mod amazon_sender;
pub mod demo;
mod error;
mod http;
mod integrations;
mod list;
mod replay;
mod sample;
mod sse;
mod sse_parser;
mod stack_url;
mod token;
mod unique_samples;
mod webhook_sender;
mod websocket;

pub use amazon_sender::AmazonSender;
pub use error::ClientError;
pub use integrations::{make_shop, put_members};
pub use list::{read_list, read_list_while};
pub use replay::{ReplayFilter, ReplayRequest, ReplayResponse, replay_next, replay_one};
pub use sample::{SAMPLES, Sample};
pub use sse::SseClient;
pub use sse_parser::{SseEvent, SseParser};
pub use stack_url::StackUrl;
pub use token::fetch_token;
pub use unique_samples::{OrderId, UniqueSamples};
pub use webhook_sender::{WebhookResponse, WebhookSender};
pub use websocket::{Frame, WebSocketClient};
