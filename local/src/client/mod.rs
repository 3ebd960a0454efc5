//! A stack seen from outside: what signs and posts webhooks, and what listens to live frames.
//!
//! The command line, the load program and the end-to-end tests share it. It knows the wire and nothing of how the stack
//! works inside, so that the same client talks to this machine's stack and to a deployed one.

mod amazon;
mod error;
mod fresh;
mod fresh_amazon;
mod http;
mod integrations;
mod list;
mod replay;
mod sample;
mod sse;
mod sse_parser;
mod stack_url;
mod token;
mod webhook;
mod websocket;

pub use amazon::AmazonSender;
pub use error::ClientError;
pub use fresh::{FreshSamples, OrderId};
pub use integrations::{make_shop, put_members};
pub use list::{read_list, read_list_while};
pub use replay::{ReplayFilter, ReplayRequest, Replayed, replay_next, replay_one};
pub use sample::{SAMPLES, Sample};
pub use sse::SseClient;
pub use sse_parser::{SseEvent, SseParser};
pub use stack_url::StackUrl;
pub use token::fetch_token;
pub use webhook::{Received, WebhookSender};
pub use websocket::{Frame, WebSocketClient};
