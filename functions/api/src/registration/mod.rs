//! Registration: subscribes to a channel's webhooks where the channel has an API for it, and lists the steps that people
//! must do.

mod register;
mod response;
mod shopify;
mod transports;

pub(crate) use register::register;
