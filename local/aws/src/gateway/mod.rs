//! API Gateway for one machine: its HTTP API, REST API and WebSocket API on one loopback port.
//!
//! Functions get the JSON that AWS would send and return the JSON that AWS would read. Facts about AWS name their source;
//! where AWS documents nothing, the comment says so.

mod access_log;
mod client_end;
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

/// The placeholder account.
const ACCOUNT_ID: &str = "000000000000";
/// The API's id; AWS uses ten random characters.
const API_ID: &str = "storebell";
/// The stage of the REST API and the WebSocket API, as in template.yaml.
const STAGE: &str = "prod";
