//! One integration.

use lambda_http::http::StatusCode;
use shared::answer::{Answer, json};
use shared::integration::Integration;
use shared::sign_in::User;

use super::roster::Roster;
use crate::dashboard::Dashboard;
use crate::query::Query;
use crate::refusal::Refusal;

/// `GET /api/integrations/{id}`
pub(crate) async fn one(dashboard: &Dashboard, user: &User, id: &str, query: Option<&str>) -> Result<Answer, Refusal> {
    Query::none(query)?;
    let roster = Roster::read(dashboard, user, id).await?;
    let Integration { channel, id, .. } = &roster.integration;
    let mark = match channel.sender().asked_topic() {
        Some(_) => dashboard.marks.of(*channel, id).await?,
        None => None,
    };
    Ok(json(StatusCode::OK, &roster.view().reconciled(mark)))
}
