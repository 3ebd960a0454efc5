//! Who asks, and what for: from a request to the resource that answers it.

use auth::{TokenVerifier, User};
use aws_config::SdkConfig;
use aws_sdk_dynamodb::Client;
use channel_function::request_id;
use domain::integration::IntegrationId;
use lambda_http::{Request, RequestExt};
use live::ManagementApi;
use runtime::environment::{ConfigError, Environment};
use runtime::response::Response;
use shopify_admin::ShopApi;
use store::StoreError;
use store::connections::Connections;
use store::deliveries::DeliveryReader;
use store::events::EventReader;
use store::integrations::{IntegrationAdmin, IntegrationFinder, Memberships};
use store::ledger::{Costs, ReconcileCheckpoints, RollupProgress, Rollups};
use store::replays::Replays;
use store::states::OrderReader;
use tokio::time::Instant;
use types::sleep::Sleep;
use types::time::{Clock, DAY_MS};

use crate::doors::Doors;
use crate::error::ApiError;
use crate::routes::{self, Call};
use crate::{costs, events, health, integrations, orders, registration, statistics};

/// What the resources read and write.
pub(crate) struct Dashboard {
    pub(crate) events: EventReader,
    pub(crate) deliveries: DeliveryReader,
    pub(crate) orders: OrderReader,
    pub(crate) replays: Replays,
    pub(crate) costs: Costs,
    pub(crate) rollups: Rollups,
    pub(crate) progress: RollupProgress,
    pub(crate) doors: Doors,
    pub(crate) finder: IntegrationFinder,
    pub(crate) admin: IntegrationAdmin,
    pub(crate) memberships: Memberships,
    pub(crate) connections: Connections,
    pub(crate) gateway: ManagementApi,
    pub(crate) marks: ReconcileCheckpoints,
    pub(crate) shops: ShopApi,
    /// The base of every URL that senders are given, without a slash at its end.
    pub(crate) public_url: String,
    pub(crate) clock: Clock,
    /// How long deliveries and events are kept, in milliseconds.
    pub(crate) retention_ms: i64,
    auth: TokenVerifier,
}

impl Dashboard {
    pub(crate) fn new(
        environment: &Environment,
        client: &Client,
        aws: &SdkConfig,
        auth: TokenVerifier,
        clock: Clock,
    ) -> Result<Self, ConfigError> {
        Ok(Self {
            events: EventReader::new(client.clone(), environment)?,
            deliveries: DeliveryReader::new(client.clone(), environment)?,
            orders: OrderReader::new(client.clone(), environment)?,
            replays: Replays::new(client.clone(), environment)?,
            costs: Costs::new(client.clone(), environment)?,
            rollups: Rollups::new(client.clone(), environment)?,
            progress: RollupProgress::new(client.clone(), environment)?,
            doors: Doors::new(environment, client, clock.clone())?,
            finder: IntegrationFinder::new(client.clone(), environment)?,
            admin: IntegrationAdmin::new(client.clone(), environment, channels::capabilities)?,
            memberships: Memberships::new(client.clone(), environment)?,
            connections: Connections::new(client.clone(), environment)?,
            gateway: ManagementApi::new(aws, &environment.text("MANAGEMENT_ENDPOINT")?),
            marks: ReconcileCheckpoints::new(client.clone(), environment)?,
            shops: ShopApi::new(environment, clock.clone(), Sleep::system())?,
            public_url: environment.text("PUBLIC_URL")?.trim_end_matches('/').to_owned(),
            clock,
            retention_ms: i64::from(environment.number("RETENTION_DAYS", 90)?) * DAY_MS,
            auth,
        })
    }

    /// Answers one request. Refusals are logged here, once.
    pub(crate) async fn response(&self, request: &Request) -> Response {
        match self.serve(request).await {
            Ok(response) => response,
            Err(refusal) => {
                let request_id = request_id(request);
                refusal.log(&request_id);
                refusal.response(&request_id)
            }
        }
    }

    async fn serve(&self, request: &Request) -> Result<Response, ApiError> {
        let began = Instant::now();
        let call = routes::find(request.method(), request.raw_http_path())?;
        if let Call::Health = call {
            return Ok(health::response(self).await);
        }
        let session = self.auth.verify_headers(request.headers()).await.map_err(ApiError::Token)?;
        let (user, query, body) = (&session.user, request.uri().query(), request.body());
        match call {
            Call::Health => Ok(health::response(self).await),
            Call::Events => events::list(self, user, query).await,
            Call::Event(id) => events::one(self, user, &id, query).await,
            Call::Held(id) => events::held(self, user, &id, query).await,
            Call::Replay(id) => events::replay_one(self, user, &id, query).await,
            Call::Replays => events::replay_many(self, user, query, body, began).await,
            Call::EventStatistics => statistics::events(self, user, query).await,
            Call::Connections => statistics::connections(self, user, query).await,
            Call::Registration(id) => registration::register(self, user, &id, query).await,
            Call::Orders => orders::list(self, user, query).await,
            Call::OrderStatistics => statistics::orders(self, user, query).await,
            Call::Order(id) => orders::one(self, user, &id, query).await,
            Call::Costs => costs::list(self, user, query).await,
            Call::NewCosts => costs::put(self, user, request, began).await,
            Call::Integrations => integrations::list(self, user, query).await,
            Call::Integration(id) => integrations::one(self, user, &id, query).await,
            Call::NewIntegration => integrations::create(self, user, query, body).await,
            Call::ChangedIntegration(id) => integrations::change(self, user, &id, query, body).await,
            Call::RemovedIntegration(id) => integrations::remove(self, user, &id, query).await,
            Call::LeftIntegration(id) => integrations::leave(self, user, &id, query).await,
            Call::RotatedSecret(id) => integrations::rotate(self, user, &id, query, body).await,
            Call::TestWebhook(id) => integrations::test(self, user, &id, query).await,
        }
    }

    /// The user's integrations, or the one of them that is `named`: none, if it is not one of his.
    pub(crate) async fn integrations_of(
        &self,
        user: &User,
        named: Option<&IntegrationId>,
    ) -> Result<Vec<IntegrationId>, StoreError> {
        let mine = self.memberships.of_user(user.as_str()).await?;
        Ok(mine.into_iter().map(|(id, _)| id).filter(|id| named.is_none_or(|named| named == id)).collect())
    }
}
