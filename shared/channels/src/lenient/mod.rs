//! Payloads whose format no document of the vendor settles: each field is looked for by several names, in several
//! objects.
//!
//! Names are compared by their letters and digits alone, so that `order_id`, `orderId` and `Order-ID` are one name.
//! Null and empty text mean absent. A body is never parsed to a tree of values: the members of an object and the items
//! of a list stay unparsed text until they are read, and their number is bounded.

pub(crate) mod field_aliases;
mod field_parsers;
mod fields;
pub(crate) mod order;
pub(crate) mod payment;
pub(crate) mod returned;
pub(crate) mod shipment;
mod status_keywords;
#[cfg(test)]
mod tests;
mod timestamps;

pub(crate) use field_parsers::normalized_name;
pub(crate) use fields::Fields;
pub(crate) use status_keywords::shipment_step;
pub(crate) use timestamps::parse_timestamp;
