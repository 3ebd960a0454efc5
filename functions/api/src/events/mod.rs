//! Events: `GET /api/webhooks` and `GET /api/webhooks/{id}`.

mod delivery;
mod filter;
mod list;
mod one;

pub(crate) use list::list;
pub(crate) use one::one;
