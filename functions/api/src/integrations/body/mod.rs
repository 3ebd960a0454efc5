//! What clients send: read field by field, so that an error names the field.

mod access_token;
mod fees;
mod fields;
mod members;
mod new_integration;
mod patch;
mod rotation;
mod secrets;
mod ways;

pub(super) use members::check as check_members;
pub(super) use new_integration::NewIntegration;
pub(super) use patch::Patch;
pub(super) use rotation::Rotation;
pub(super) use secrets::{WantedSecret, check as check_secrets};
pub(super) use ways::check_choices;
