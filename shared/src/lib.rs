//! What Storebell's functions have in common.
//!
//! From the outside in: [`ingest`] takes a request, [`scheme`] proves it, [`channel`] understands it, [`order`]
//! folds it, [`store`] keeps it, [`live`] shows it.

#[cfg(feature = "sign-in")]
pub mod auth;
pub mod bounded;
pub mod channel;
pub mod delivery;
pub mod environment;
pub mod event_id;
pub mod event_summary;
#[cfg(feature = "http-api")]
pub mod http_api;
#[cfg(any(feature = "shopify-api", feature = "sign-in", feature = "sns"))]
pub mod http_client;
pub mod ingest;
pub mod integration;
pub mod json_pointer;
pub mod live;
pub mod order;
#[cfg(any(test, feature = "test-bodies"))]
pub mod order_histories;
pub mod order_source;
pub mod permissions;
pub mod privacy;
pub mod profit;
#[cfg(feature = "push")]
pub mod push;
pub mod response;
pub mod retry_backoff;
pub mod scheme;
pub mod secret;
#[cfg(feature = "shopify-api")]
pub mod shopify_admin;
pub mod sleep;
pub mod state;
pub mod statistics;
pub mod store;
#[cfg(feature = "stream-records")]
pub mod stream_record;
pub mod subject;
pub mod telemetry;
pub mod text;
pub mod time;
pub mod transport;
