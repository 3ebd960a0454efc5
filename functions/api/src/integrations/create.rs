//! A new integration.

use auth::User;
use domain::integration::{Integration, IntegrationId, Member, Role};
use lambda_http::Body;
use lambda_http::http::StatusCode;
use runtime::response::{Response, json};
use tracing::info;
use types::Channel;
use types::event_id::{EventId, EventIds};
use types::time::Time;

use super::body::{self, NewIntegration};
use super::conflict::conflict;
use super::quota::check_room;
use super::ships_for::check_ships_for;
use super::view::IntegrationView;
use crate::dashboard::Dashboard;
use crate::error::ApiError;
use crate::query::Query;

/// Characters of an event id that are taken as an integration's random part: 60 bits.
const RANDOM_CHARS: usize = 12;

/// `POST /api/integrations`
pub(crate) async fn create(
    dashboard: &Dashboard,
    user: &User,
    query: Option<&str>,
    body: &Body,
) -> Result<Response, ApiError> {
    Query::none(query)?;
    let now = dashboard.clock.now();
    let mut wanted = NewIntegration::read(body, now)?;
    own(&mut wanted.members, user);
    body::check_members(&wanted.members)?;
    body::check_secrets(&wanted.secrets, &wanted.schemes, true)?;
    let (integration, members) = made(wanted, now, &EventIds::new(dashboard.clock.clone()));
    body::check_choices(&integration)?;
    check_ships_for(dashboard, user, &integration).await?;
    check_room(dashboard, user, members.iter().map(|member| member.user.as_str())).await?;
    dashboard.admin.create(&integration, &members).await?.map_err(conflict)?;
    info!(integration = %integration.id, channel = integration.channel.name(), "integration created");
    Ok(json(StatusCode::CREATED, &IntegrationView::of(integration, Some(Role::Owner), members)))
}

/// The integration as it was wanted, with its members.
fn made(wanted: NewIntegration, now: Time, ids: &EventIds) -> (Integration, Vec<Member>) {
    let integration = Integration {
        id: wanted.id.unwrap_or_else(|| random_id(wanted.channel, ids.mint().0)),
        channel: wanted.channel,
        account: wanted.account,
        schemes: wanted.schemes,
        topic: wanted.topic,
        reply: wanted.reply,
        ships_for: wanted.ships_for,
        fees: wanted.fees,
        enabled: wanted.enabled,
        access_token: wanted.access_token,
        secrets: wanted.secrets.into_iter().map(|secret| secret.stored(ids)).collect(),
        created_at: now,
        version: 1,
    };
    (integration, wanted.members)
}

/// Who makes an integration is always an owner of it, whatever the list says.
fn own(members: &mut Vec<Member>, user: &User) {
    members.retain(|member| member.user != user.as_str());
    members.push(Member { user: user.as_str().to_owned(), role: Role::Owner });
    members.sort_by(|a, b| a.user.cmp(&b.user));
}

fn random_id(channel: Channel, id: EventId) -> IntegrationId {
    let id = id.to_string().to_ascii_lowercase();
    let random = id.get(id.len() - RANDOM_CHARS..).unwrap_or(&id);
    format!("{}-{random}", channel.name()).parse().expect("a channel's name and base 32 are an integration id")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_that_is_made_is_the_channel_and_something_random() {
        let id = random_id(Channel::Shopify, "01K8XGZZ1B3G6M2N4P5Q6R7S8T".parse().unwrap());
        assert_eq!(id.as_str(), "shopify-2n4p5q6r7s8t");
    }

    #[test]
    fn who_makes_it_owns_it_even_if_listed_as_something_else() {
        let mut members =
            vec![Member { user: "demo".into(), role: Role::Viewer }, Member { user: "ann".into(), role: Role::Member }];
        own(&mut members, &User::from_stored("demo"));
        assert_eq!(
            members,
            [Member { user: "ann".into(), role: Role::Member }, Member { user: "demo".into(), role: Role::Owner }]
        );
    }
}
