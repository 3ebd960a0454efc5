//! What Storebell's functions have in common.
//!
//! From the outside in: [`ingest`] takes a request, [`scheme`] proves it, [`channel`] understands it, [`order`]
//! folds it, [`store`] keeps it, [`live`] shows it.

pub mod answer;
pub mod asking;
pub mod bounded;
pub mod channel;
pub mod delivery;
pub mod environment;
pub mod event_id;
pub mod event_line;
#[cfg(feature = "http-api")]
pub mod http_api;
pub mod ingest;
pub mod integration;
pub mod json_pointer;
pub mod live;
#[cfg(any(test, feature = "test-bodies"))]
pub mod lives;
pub mod order;
#[cfg(any(feature = "shopify-api", feature = "sign-in", feature = "sns"))]
pub mod outgoing;
pub mod pause;
pub mod privacy;
pub mod profit;
#[cfg(feature = "push")]
pub mod push;
pub mod retry_schedule;
pub mod scheme;
pub mod secret;
#[cfg(feature = "shopify-api")]
pub mod shopify_api;
#[cfg(feature = "sign-in")]
pub mod sign_in;
pub mod state;
pub mod statistics;
pub mod store;
#[cfg(feature = "stream-records")]
pub mod stream_record;
pub mod subject;
pub mod telemetry;
pub mod text;
pub mod time;
pub mod way;
