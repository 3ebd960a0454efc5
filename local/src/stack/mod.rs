//! The whole stack in one process: DynamoDB, the functions, the event source mapping, the issuer, the gateway.

mod data_folder;
mod demo;
mod functions;
mod options;

use std::net::Ipv4Addr;
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use runtime::environment::Environment;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use types::time::Clock;

use crate::dynamodb::{self, Engine, drop_table, ensure_tables, stream_arn};
use crate::environment::function_environment;
use crate::gateway::http_api::{HttpApi, HttpLimits, Routes};
use crate::gateway::rest_api::{EVENT_STREAM_PATH, RestApi};
use crate::gateway::server::Gateway;
use crate::gateway::websocket_api::{WebSocketApi, WebSocketLimits};
use crate::invoke::InvokeApi;
use crate::issuer::Issuer;
use crate::lambda::StreamingFunction;
use crate::notes::Notes;
use crate::s3::S3;
use crate::schedule::Schedules;
use crate::small_shopify::SmallShopify;
use crate::sns::Sns;
use crate::stream_mapping::{Mapping, Settings};
use data_folder::DataFolder;
use functions::{Functions, HttpFunctions};
pub use options::Options;

/// What keeps the stack from starting.
pub type StartError = Box<dyn std::error::Error + Send + Sync>;

/// A running stack.
pub struct Stack {
    port: u16,
    stop: CancellationToken,
    gateway: JoinHandle<()>,
    invoke: InvokeApi,
    mapping: Mapping,
    schedules: Schedules,
    engine: Option<Engine>,
    notes: Notes,
    folder: DataFolder,
}

impl Stack {
    /// Starts everything, and gives the stack back when `GET /api/health` says that it is ready.
    ///
    /// # Errors
    /// A sentence that says what is in the way: a taken port, a folder in use, a DynamoDB that does not answer.
    pub async fn start(options: &Options) -> Result<Self, StartError> {
        let folder = DataFolder::open(options)?;
        let listener = listen(options.port).await?;
        let port = listener.local_addr()?.port();
        let engine = match &options.dynamodb {
            Some(_) => None,
            None => Some(Engine::start(&folder.path().join("dynamodb.sqlite"), options.dynamodb_port)?),
        };
        let endpoint = options
            .dynamodb
            .clone()
            .or_else(|| engine.as_ref().map(|engine| engine.endpoint().to_owned()))
            .unwrap_or_default();
        let client = dynamodb::dynamodb(&endpoint);
        let environment = environment(port, &endpoint, options);
        if engine.is_some() {
            forget_connections(&client, &environment).await?;
        }
        ensure_tables(&client).await.map_err(|error| format!("DynamoDB at {endpoint}: {error}"))?;
        if options.demo {
            demo::make(&client, &environment).await?;
        }
        let functions = Functions::new(&environment, &endpoint)?;
        let settings = Settings { retries: options.stream_retries, ..Settings::default() };
        let mapping = map_stream(&client, &environment, &endpoint, &functions, &folder, settings).await?;
        let issuer = Issuer::open(folder.path(), &format!("http://127.0.0.1:{port}"), Clock::system())?;
        let sns = open_sns(&folder).await?;
        let stop = CancellationToken::new();
        let http = HttpFunctions::new(&functions, &mapping)?;
        let scheduled = functions.scheduled(&mapping.waker())?;
        let others = scheduled.iter().map(|scheduled| &scheduled.function).chain([&functions.stream]);
        let invoke = InvokeApi::new(http.and(others));
        let s3 = S3::new(mapping.failed_batches(), folder.path());
        let local_routes = issuer.local_routes().merge(invoke.local_routes()).merge(sns.local_routes());
        let local_routes = local_routes.merge(s3.local_routes()).merge(SmallShopify::with_demo().local_routes());
        let gateway = gateway(http, functions.sse()?)
            .with_open_routes(issuer.open_routes())
            .with_page_routes(issuer.page_routes())
            .with_local_routes(local_routes);
        let gateway = tokio::spawn(gateway.serve(listener, stop.clone().cancelled_owned()));
        let notes = Notes::of_this_process(port, endpoint, Clock::system().now());
        let schedules = Schedules::start(scheduled, &Clock::system());
        let stack = Self { port, stop, gateway, invoke, mapping, schedules, engine, notes, folder };
        stack.wait_until_healthy().await?;
        stack.notes.write(stack.folder.path())?;
        Ok(stack)
    }

    /// The port of the three APIs.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Stops cleanly: requests and invocations that run may finish, and everything is found again on the next start.
    pub async fn stop(self) {
        if let Err(error) = self.notes.remove(self.folder.path()) {
            tracing::warn!(%error, "the notes of this stack stay behind");
        }
        // Before the gateway, from which they have the bucket.
        self.schedules.stop().await;
        self.stop.cancel();
        if let Err(error) = self.gateway.await {
            tracing::error!(%error, "the gateway had failed");
        }
        self.invoke.stop().await;
        self.mapping.stop().await;
        if let Some(engine) = self.engine {
            engine.shutdown().await;
        }
    }

    async fn wait_until_healthy(&self) -> Result<(), StartError> {
        let url = format!("http://127.0.0.1:{}/api/health", self.port);
        let http = reqwest::Client::builder()
            .tls_backend_preconfigured(http_client::tls_client_config())
            .no_proxy()
            .build()?;
        for _ in 0..100 {
            if let Ok(answer) = http.get(&url).send().await
                && answer.status().is_success()
            {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Err("the stack did not become ready; RUST_LOG=debug shows why".into())
    }
}

async fn listen(port: u16) -> Result<TcpListener, StartError> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await;
    Ok(listener
        .map_err(|error| format!("port {port} cannot be used ({error}); --port takes another, 0 any free one"))?)
}

fn environment(port: u16, endpoint: &str, options: &Options) -> Environment {
    let window = ("RESUME_WINDOW_SECONDS".to_owned(), options.resume_window_seconds.to_string());
    Environment::from_pairs(function_environment(port, endpoint).into_iter().chain([window]))
}

/// The sockets of a process before this one ended with it, however it ended: nobody is told of them, and their rows would
/// count. At another DynamoDB's endpoint another stack may be running.
async fn forget_connections(client: &Client, environment: &Environment) -> Result<(), StartError> {
    Ok(drop_table(client, &environment.text("CONNECTIONS_TABLE")?).await?)
}

async fn map_stream(
    client: &Client,
    environment: &Environment,
    endpoint: &str,
    functions: &Functions,
    folder: &DataFolder,
    settings: Settings,
) -> Result<Mapping, StartError> {
    let arn = stream_arn(client, &environment.text("DELIVERIES_TABLE")?).await?;
    let streams = dynamodb::dynamodb_streams(endpoint);
    Ok(Mapping::start(streams, &arn, functions.stream.clone(), folder.path(), settings))
}

/// Making a key is work for a moment, which nothing else should wait for.
async fn open_sns(folder: &DataFolder) -> Result<Sns, StartError> {
    let path = folder.path().to_owned();
    Ok(tokio::task::spawn_blocking(move || Sns::open(&path, Clock::system())).await??)
}

fn gateway(functions: HttpFunctions, sse: StreamingFunction) -> Gateway {
    let HttpFunctions { doors, api, websocket, dashboard } = functions;
    let routes = doors.into_iter().fold(Routes::new(), |routes, (channel, door)| {
        let (path, sender) = (format!("/api/webhooks/{}", channel.name()), channels::capabilities(channel));
        let routes = routes.with(&path, door.clone()).with(&format!("{path}/{{integration}}"), door.clone());
        let topics = format!("{path}/{{integration}}/{{topic+}}");
        if sender.configurable_topic { routes.with(&topics, door) } else { routes }
    });
    Gateway::new(
        HttpApi::new(
            routes.with("/api/{proxy+}", api).with("/", dashboard.clone()).with("/{proxy+}", dashboard),
            HttpLimits::default(),
        ),
        RestApi::new(EVENT_STREAM_PATH, sse),
        WebSocketApi::new(websocket, WebSocketLimits::default()),
    )
}
