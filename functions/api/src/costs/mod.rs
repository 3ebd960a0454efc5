//! Unit costs of one integration: `PUT /api/costs` and `GET /api/costs`.

mod list;
mod permissions;
mod put;
mod request;

pub(crate) use list::list;
pub(crate) use put::put;
