//! A new secret, and an end of the old ones.

use auth::User;
use lambda_http::Body;
use lambda_http::http::StatusCode;
use runtime::response::{Response, json};
use serde::Serialize;
use store::integrations::IntegrationChange;
use tracing::info;
use types::event_id::EventIds;

use super::body::{Patch, Rotation};
use super::change::apply;
use super::conflict::conflict;
use super::members::Roster;
use super::view::IntegrationView;
use crate::dashboard::Dashboard;
use crate::error::ApiError;
use crate::query::Query;

#[derive(Serialize)]
struct Rotated {
    #[serde(flatten)]
    view: IntegrationView,
    /// The new secret, if it was made here. It has to be put where the sender signs, and nobody knows it yet: so this one
    /// answer tells it, once. One that the caller gave is not told back.
    made: Option<String>,
}

/// `POST /api/integrations/{id}/secrets/rotate`
pub(crate) async fn rotate(
    dashboard: &Dashboard,
    user: &User,
    id: &str,
    query: Option<&str>,
    body: &Body,
) -> Result<Response, ApiError> {
    Query::none(query)?;
    let Roster { mut integration, members, role } = Roster::read(dashboard, user, id).await?.owned()?;
    let rotation = Rotation::read(body)?;
    let secrets = rotation.secrets(&integration.secrets, dashboard.clock.now())?;
    let patch = Patch { secrets: Some(secrets), ..Patch::default() };
    apply(patch, &mut integration, &EventIds::new(dashboard.clock.clone()))?;
    let change = IntegrationChange { integration: &integration, put: &[], remove: &[] };
    dashboard.admin.change(&change).await?.map_err(conflict)?;
    info!(integration = %integration.id, made = rotation.is_made, "secret rotated");
    let made = rotation.is_made.then(|| String::from_utf8_lossy(rotation.value.expose()).into_owned());
    Ok(json(StatusCode::OK, &Rotated { view: IntegrationView::of(integration, Some(role), members), made }))
}
