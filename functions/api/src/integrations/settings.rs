//! Applies a checked change to the settings of an integration.

use domain::integration::Integration;
use runtime::response::ErrorResponse;
use types::event_id::EventIds;

use super::request::{RequestedSecret, UpdateIntegrationRequest, check_secrets, check_webhook_settings};

/// Changes the settings and secrets of `integration`; `request.members` is not used.
///
/// # Errors
/// 400 `bad_body` if the changed settings do not fit together.
pub(super) fn apply(
    request: UpdateIntegrationRequest,
    integration: &mut Integration,
    ids: &EventIds,
) -> Result<(), ErrorResponse> {
    let schemes_change = request.schemes.is_some();
    integration.schemes = request.schemes.unwrap_or_else(|| integration.schemes.clone());
    integration.topic = request.topic.unwrap_or_else(|| integration.topic.take());
    integration.event_id = request.event_id.unwrap_or_else(|| integration.event_id.take());
    integration.reply = request.reply.unwrap_or_else(|| integration.reply.take());
    integration.ships_for = request.ships_for.unwrap_or_else(|| integration.ships_for.take());
    integration.fees = request.fees.unwrap_or_else(|| std::mem::take(&mut integration.fees));
    integration.access_token = request.access_token.unwrap_or_else(|| integration.access_token.take());
    integration.enabled = request.enabled.unwrap_or(integration.enabled);
    let existing = || integration.secrets.iter().cloned().map(RequestedSecret::Existing).collect();
    let secrets = request.secrets.unwrap_or_else(existing);
    check_secrets(&secrets, &integration.schemes, schemes_change)?;
    integration.secrets = secrets.into_iter().map(|secret| secret.into_stored(ids)).collect();
    check_webhook_settings(integration)
}
