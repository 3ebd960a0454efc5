//! The whole stack in one process: DynamoDB, the functions, the event source mapping, the issuer, the gateway.

mod data_folder;
mod demo_data;
mod functions;
mod options;
mod webhook_log;

use std::net::Ipv4Addr;
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use local_aws::emulators::s3::S3Emulator;
use local_aws::emulators::shopify::ShopifyEmulator;
use local_aws::emulators::sns::SnsEmulator;
use local_aws::gateway::http_api::{HttpApi, HttpLimits, Routes};
use local_aws::gateway::rest_api::{EVENT_STREAM_PATH, RestApi};
use local_aws::gateway::server::Gateway;
use local_aws::gateway::websocket_api::{WebSocketApi, WebSocketLimits};
use local_aws::invoke::InvokeApi;
use local_aws::issuer::Issuer;
use local_aws::lambda::StreamingFunction;
use local_aws::schedule::Schedules;
use local_aws::stream_mapping::{Mapping, Settings};
use local_client::demo;
use local_dynamodb::{self as dynamodb, Engine, drop_table, ensure_tables, stream_arn};
use runtime::environment::Environment;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use types::time::Clock;

use crate::function_environment::function_environment;
use crate::stack_file::StackFile;
use data_folder::DataFolder;
use functions::{Functions, HttpFunctions};
pub use options::Options;
pub use webhook_log::WEBHOOK_LOG_TARGET;

/// Why the stack did not start, as a sentence.
pub type StartError = Box<dyn std::error::Error + Send + Sync>;

/// How often, and with which pause, a starting stack is asked for its health. In this time the tables are probed three
/// times, since a probe counts for 5 seconds.
const MAX_HEALTH_CHECKS: u32 = 250;
const HEALTH_CHECK_PAUSE: Duration = Duration::from_millis(50);

/// A running stack.
pub struct Stack {
    port: u16,
    stop: CancellationToken,
    gateway: JoinHandle<()>,
    invoke: InvokeApi,
    mapping: Mapping,
    schedules: Schedules,
    engine: Option<Engine>,
    stack_file: StackFile,
    folder: DataFolder,
}

impl Stack {
    /// Starts everything, and returns once `GET /api/health` is successful.
    ///
    /// # Errors
    /// A sentence that names the cause: a port or a folder in use, or a DynamoDB that does not respond.
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
            drop_connections(&client, &environment).await?;
        }
        ensure_tables(&client).await.map_err(|error| format!("DynamoDB at {endpoint}: {error}"))?;
        if options.demo {
            demo_data::create(&client, &environment).await?;
        }
        let functions = Functions::new(&environment, &endpoint)?;
        let settings = Settings { retries: options.stream_retries, ..Settings::default() };
        let mapping = map_stream(&client, &environment, &endpoint, &functions, &folder, settings).await?;
        let issuer = Issuer::open(folder.path(), &format!("http://127.0.0.1:{port}"), Clock::system())?;
        let sns = open_sns(&folder).await?;
        let stop = CancellationToken::new();
        let http = HttpFunctions::new(&functions, &mapping)?;
        let scheduled = functions.scheduled(&mapping.write_notifier())?;
        let others = scheduled.iter().map(|scheduled| &scheduled.function).chain([&functions.stream]);
        let invoke = InvokeApi::new(http.and(others));
        let s3 = S3Emulator::new(mapping.failed_batches(), folder.path());
        let local_routes = issuer.local_routes().merge(invoke.local_routes()).merge(sns.local_routes());
        let local_routes = local_routes.merge(s3.local_routes()).merge(demo_shopify().local_routes());
        let gateway = gateway(http, functions.sse()?)
            .with_open_routes(issuer.open_routes())
            .with_page_routes(issuer.page_routes())
            .with_local_routes(local_routes);
        let gateway = tokio::spawn(gateway.serve(listener, stop.clone().cancelled_owned()));
        let stack_file = StackFile::of_this_process(port, endpoint, Clock::system().now());
        let schedules = Schedules::start(scheduled, &Clock::system());
        let stack = Self { port, stop, gateway, invoke, mapping, schedules, engine, stack_file, folder };
        stack.wait_until_healthy().await?;
        stack.stack_file.write(stack.folder.path())?;
        Ok(stack)
    }

    /// The port of the three APIs.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Stops cleanly: running requests and invocations may finish, and the next start finds all data.
    pub async fn stop(self) {
        if let Err(error) = self.stack_file.remove(self.folder.path()) {
            tracing::warn!(%error, "the stack file could not be removed");
        }
        // Before the gateway, which serves the bucket that scheduled functions use.
        self.schedules.stop().await;
        self.stop.cancel();
        if let Err(error) = self.gateway.await {
            tracing::error!(%error, "the gateway panicked");
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
        for _ in 0..MAX_HEALTH_CHECKS {
            if let Ok(response) = http.get(&url).send().await
                && response.status().is_success()
            {
                return Ok(());
            }
            tokio::time::sleep(HEALTH_CHECK_PAUSE).await;
        }
        Err("the stack did not become ready; RUST_LOG=debug logs the reason".into())
    }
}

async fn listen(port: u16) -> Result<TcpListener, StartError> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await;
    Ok(listener.map_err(|error| {
        format!("port {port} cannot be used ({error}); choose another with --port, or let --port 0 choose a free one")
    })?)
}

fn environment(port: u16, endpoint: &str, options: &Options) -> Environment {
    let from_options = [("RESUME_WINDOW_SECONDS", options.resume_window_seconds), ("SSE_SECONDS", options.sse_seconds)]
        .map(|(name, seconds)| (name.to_owned(), seconds.to_string()));
    Environment::from_pairs(function_environment(port, endpoint).into_iter().chain(from_options))
}

/// Deletes the connections of the previous process: its sockets ended without a `$disconnect`, and their rows would
/// count as connections. Does nothing at another DynamoDB endpoint, which another stack may use.
async fn drop_connections(client: &Client, environment: &Environment) -> Result<(), StartError> {
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

/// On a blocking thread, since creating an RSA key takes a moment.
async fn open_sns(folder: &DataFolder) -> Result<SnsEmulator, StartError> {
    let path = folder.path().to_owned();
    Ok(tokio::task::spawn_blocking(move || SnsEmulator::open(&path, Clock::system())).await??)
}

/// The Shopify emulator with the demo shop, which has no orders yet.
fn demo_shopify() -> ShopifyEmulator {
    let shopify = ShopifyEmulator::default();
    if let Some(token) = demo::SHOPIFY.access_token {
        shopify.open(demo::SHOPIFY.account, token);
    }
    shopify
}

fn gateway(functions: HttpFunctions, sse: StreamingFunction) -> Gateway {
    let HttpFunctions { channels, api, websocket, dashboard } = functions;
    let routes = channels.into_iter().fold(Routes::new(), |routes, (channel, function)| {
        let (path, capabilities) = (format!("/api/webhooks/{}", channel.name()), channels::capabilities(channel));
        let routes = routes.with(&path, function.clone()).with(&format!("{path}/{{integration}}"), function.clone());
        let topics = format!("{path}/{{integration}}/{{topic+}}");
        if capabilities.configurable_topic { routes.with(&topics, function) } else { routes }
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
