//! Registering: has a channel send its webhooks here, where it has an API for that, and says what people have to do.

mod register;
mod response;
mod shopify;
mod ways;

pub(crate) use register::register;
