//! API Gateway for one machine: its HTTP API, REST API and WebSocket API on one loopback port.
//!
//! Functions get the JSON that AWS would send them and answer with the JSON that AWS would read. Facts about AWS carry
//! their page; where AWS documents nothing, the comment says so.

mod access_log;
pub(crate) mod error_response;
mod gateway_id;
pub mod http_api;
mod loopback_only;
mod malformed_requests;
pub(crate) mod request_body;
mod request_headers;
mod request_metadata;
pub(crate) mod request_query;
pub mod rest_api;
pub mod server;
#[cfg(test)]
mod tests;
pub mod websocket_api;

pub use http_api::{HttpApi, HttpLimits, Routes};
pub use rest_api::RestApi;
pub use server::Gateway;
pub use websocket_api::{WebSocketApi, WebSocketLimits};

/// The account that stands for this machine.
const ACCOUNT_ID: &str = "000000000000";
/// The API's id, where AWS has ten random characters.
const API_ID: &str = "storebell";
/// The stage of the REST and the WebSocket API, as in the template.
const STAGE: &str = "prod";
