//! Events: the list, one event with its delivery, the data export of a customer, and replays.

mod data_export;
mod delivery_response;
mod filter;
mod get;
mod list;
mod page_iterator;
mod permissions;
mod replay;

pub(crate) use data_export::{EXPORT_PARAMETERS, export_customer_data};
#[cfg(feature = "openapi")]
pub(crate) use filter::{MAX_DOMAIN_CHARS, MAX_TOPIC_CHARS};
pub(crate) use get::get;
pub(crate) use list::{LIST_PARAMETERS, list};
#[cfg(feature = "openapi")]
pub(crate) use replay::MAX_EVENTS as MAX_REPLAYED_EVENTS;
pub(crate) use replay::{BulkReplayRequest, replay_event, replay_matching};
