//! Unit costs of one integration: `PUT /api/costs` and `GET /api/costs`.

mod list;
mod permissions;
mod put;
mod request;

pub(crate) use list::{LIST_PARAMETERS, list};
pub(crate) use put::{PUT_PARAMETERS, put};
pub(crate) use request::PutCostsRequest;
