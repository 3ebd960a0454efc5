//! One integration.

use lambda_http::http::StatusCode;
use shared::answer::{Answer, json};
use shared::sign_in::User;

use super::roster::Roster;
use crate::dashboard::Dashboard;
use crate::query::Query;
use crate::refusal::Refusal;

/// `GET /api/integrations/{id}`
pub(crate) async fn one(dashboard: &Dashboard, user: &User, id: &str, query: Option<&str>) -> Result<Answer, Refusal> {
    Query::none(query)?;
    let roster = Roster::read(dashboard, user, id).await?;
    Ok(json(StatusCode::OK, &roster.view()))
}
