//! Integrations: create, see, change, leave and delete them, rotate their secrets, and send test webhooks.

mod conflict;
mod create;
mod delete;
mod disconnect_revoked;
mod get;
mod integration_members;
mod leave;
mod list;
mod quota;
mod request;
mod response;
mod rotate_secret;
#[cfg(any(test, feature = "openapi"))]
mod schemas;
mod settings;
mod ships_for;
mod test_webhook;
mod update;

pub(crate) use create::create;
pub(crate) use delete::delete;
pub(crate) use get::get;
pub(crate) use integration_members::IntegrationMembers;
pub(crate) use leave::leave;
pub(crate) use list::list;
#[cfg(feature = "openapi")]
pub(crate) use request::bounds;
pub(crate) use request::{CreateIntegrationRequest, RotateSecretRequest, UpdateIntegrationRequest};
pub(crate) use rotate_secret::rotate_secret;
pub(crate) use test_webhook::send_test_webhook;
pub(crate) use update::update;
