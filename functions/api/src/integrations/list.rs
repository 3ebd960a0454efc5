//! All integrations of a user.

use auth::User;
use domain::integration::{IntegrationId, Role};
use lambda_http::http::StatusCode;
use runtime::response::{Response, json};
use serde::Serialize;
use store::StoreError;
use types::concurrency::bounded;

use super::view::IntegrationView;
use crate::dashboard::Dashboard;
use crate::error::ApiError;
use crate::query::Query;

/// The most integrations that are read at once.
const AT_ONCE: usize = 16;

#[derive(Serialize)]
struct Integrations {
    integrations: Vec<IntegrationView>,
}

/// `GET /api/integrations`
pub(crate) async fn list(dashboard: &Dashboard, user: &User, query: Option<&str>) -> Result<Response, ApiError> {
    Query::none(query)?;
    let mine = dashboard.memberships.of_user(user.as_str()).await?;
    let views = mine.iter().map(|(id, role)| view(dashboard, id, *role)).collect();
    let views = bounded(AT_ONCE, views).await.into_iter().filter_map(Result::transpose);
    let integrations = views.collect::<Result<_, _>>()?;
    Ok(json(StatusCode::OK, &Integrations { integrations }))
}

async fn view(dashboard: &Dashboard, id: &IntegrationId, role: Role) -> Result<Option<IntegrationView>, StoreError> {
    let Some(integration) = dashboard.finder.by_id(id).await? else { return Ok(None) };
    let members = match role {
        Role::Owner => dashboard.memberships.of_integration(id).await?,
        Role::Member | Role::Viewer => Vec::new(),
    };
    Ok(Some(IntegrationView::of(integration, Some(role), members)))
}
