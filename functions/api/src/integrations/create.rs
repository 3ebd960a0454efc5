//! `POST /api/integrations`: creates an integration.

use auth::User;
use domain::integration::{Integration, IntegrationId, Member, Role};
use tracing::info;
use types::Channel;
use types::event_id::{EventId, EventIds};
use types::time::Time;

use super::conflict::conflict;
use super::quota::check_quota;
use super::request::{CreateIntegrationRequest, check_members, check_secrets, check_webhook_settings};
use super::response::IntegrationResponse;
use super::ships_for::check_ships_for;
use crate::context::ApiContext;
use crate::error::ApiError;
use crate::request::ApiRequest;
use crate::response::Json;

/// How many characters of an event id (in base 32) become the random part of an integration's id: 60 bits.
const RANDOM_CHARS: usize = 12;

/// `POST /api/integrations`
pub(crate) async fn create(
    context: &ApiContext,
    request: &ApiRequest,
) -> Result<Json<IntegrationResponse, 201>, ApiError> {
    let (user, now) = (&request.user, context.clock.now());
    let mut body = CreateIntegrationRequest::parse(&request.body, now)?;
    make_owner(&mut body.members, user);
    check_members(&body.members)?;
    check_secrets(&body.secrets, &body.schemes, true)?;
    let (integration, members) = new_integration(body, now, &EventIds::new(context.clock.clone()));
    check_webhook_settings(&integration)?;
    check_ships_for(context, user, &integration).await?;
    check_quota(context, user, members.iter().map(|member| member.user.as_str())).await?;
    context.integration_admin.create(&integration, &members).await?.map_err(conflict)?;
    info!(integration = %integration.id, channel = integration.channel.name(), "integration created");
    Ok(Json(IntegrationResponse::new(integration, Some(Role::Owner), members)))
}

fn new_integration(body: CreateIntegrationRequest, now: Time, ids: &EventIds) -> (Integration, Vec<Member>) {
    let integration = Integration {
        id: body.id.unwrap_or_else(|| random_id(body.channel, ids.mint().0)),
        channel: body.channel,
        account: body.account,
        schemes: body.schemes,
        topic: body.topic,
        event_id: body.event_id,
        reply: body.reply,
        ships_for: body.ships_for,
        fees: body.fees,
        enabled: body.enabled,
        access_token: body.access_token,
        secrets: body.secrets.into_iter().map(|secret| secret.into_stored(ids)).collect(),
        created_at: now,
        version: 1,
    };
    (integration, body.members)
}

/// Makes the user who creates an integration an owner, whatever role the list gives them.
fn make_owner(members: &mut Vec<Member>, user: &User) {
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
    fn generated_id_is_the_channel_and_a_random_part() {
        let id = random_id(Channel::Shopify, "01K8XGZZ1B3G6M2N4P5Q6R7S8T".parse().unwrap());
        assert_eq!(id.as_str(), "shopify-2n4p5q6r7s8t");
    }

    #[test]
    fn creator_is_an_owner_even_if_listed_with_another_role() {
        let mut members =
            vec![Member { user: "demo".into(), role: Role::Viewer }, Member { user: "ann".into(), role: Role::Member }];
        make_owner(&mut members, &User::from_stored("demo"));
        assert_eq!(
            members,
            [Member { user: "ann".into(), role: Role::Member }, Member { user: "demo".into(), role: Role::Owner }]
        );
    }
}
