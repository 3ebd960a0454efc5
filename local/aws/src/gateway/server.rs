//! The gateway's server: one router for the three APIs and additional routes.

use std::convert::Infallible;
use std::future::Future;
use std::net::IpAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Extension, Path, Request};
use axum::middleware::from_fn;
use axum::routing::any;
use http::StatusCode;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::{Service, ServiceExt};

use super::access_log::log_access;
use super::client_end::ClientEnd;
use super::error_response::error_response;
use super::loopback_only::{loopback_host_only, same_origin_only};
use super::malformed_requests::reject_malformed;
use super::request_metadata::RequestMetadata;
use super::{HttpApi, RestApi, WebSocketApi};

/// The path of the WebSocket API.
pub const WEBSOCKET_PATH: &str = "/ws";

/// The prefixes of the local stack's own routes: `/local/` and Lambda's Invoke API.
const RESERVED_PREFIXES: [&str; 2] = ["/local/", "/2015-03-31/"];

/// The limits of connections and of a request's head.
#[derive(Debug, Clone)]
pub struct ServerLimits {
    /// Concurrent HTTP connections; further ones wait to be accepted. Open WebSockets do not count.
    pub connections: usize,
    /// Request line and headers, in bytes. AWS allows 10,240 for the line and the values of the headers, without names and
    /// separators. <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html>
    pub head_bytes: usize,
    /// The number of headers.
    pub headers: usize,
    /// The time for a head, including the idle time before it on a connection that is kept alive.
    pub head_time: Duration,
    /// How long a stop waits for requests and sockets.
    pub stop_time: Duration,
}

impl Default for ServerLimits {
    fn default() -> Self {
        Self {
            connections: 4096,
            head_bytes: 16 * 1024,
            headers: 100,
            head_time: Duration::from_secs(75),
            stop_time: Duration::from_secs(10),
        }
    }
}

/// The three APIs and additional routes.
#[derive(Debug)]
pub struct Gateway {
    http: HttpApi,
    rest: RestApi,
    websocket: WebSocketApi,
    open_routes: Router,
    page_routes: Router,
    local_routes: Router,
    limits: ServerLimits,
}

impl Gateway {
    /// A gateway with these APIs. The HTTP API gets every path that has no other route.
    #[must_use]
    pub fn new(http: HttpApi, rest: RestApi, websocket: WebSocketApi) -> Self {
        Self {
            http,
            rest,
            websocket,
            open_routes: Router::new(),
            page_routes: Router::new(),
            local_routes: Router::new(),
            limits: ServerLimits::default(),
        }
    }

    /// Adds public routes, such as the public keys of an issuer.
    #[must_use]
    pub fn with_open_routes(mut self, routes: Router) -> Self {
        self.open_routes = self.open_routes.merge(routes);
        self
    }

    /// Adds pages to which pages of other origins may redirect a browser: they are available only under a loopback name.
    #[must_use]
    pub fn with_page_routes(mut self, routes: Router) -> Self {
        self.page_routes = self.page_routes.merge(routes);
        self
    }

    /// Adds routes that trust every local caller (`/local/...`): they are available only under a loopback name, and not to
    /// pages of other origins.
    #[must_use]
    pub fn with_local_routes(mut self, routes: Router) -> Self {
        self.local_routes = self.local_routes.merge(routes);
        self
    }

    /// Sets limits other than the defaults.
    #[must_use]
    pub fn with_limits(mut self, limits: ServerLimits) -> Self {
        self.limits = limits;
        self
    }

    /// Serves `listener` until `shutdown` completes; then it ends streams and sockets, and waits for requests.
    pub async fn serve(self, listener: TcpListener, shutdown: impl Future<Output = ()> + Send) {
        let stopping = CancellationToken::new();
        let requests = TaskTracker::new();
        let websocket = self.websocket.clone();
        let limits = Arc::new(self.limits.clone());
        let router = self.router(&stopping);

        let accepting = accept_all(&listener, &limits, |stream, source, permit| {
            let (router, limits) = (router.clone(), Arc::clone(&limits));
            let serving = serve_connection(stream, source, router, limits, stopping.clone());
            requests.spawn(async move {
                serving.await;
                drop(permit);
            });
        });
        tokio::select! {
            () = shutdown => {}
            never = accepting => match never {},
        }
        drop(listener);
        stopping.cancel();
        requests.close();
        let ended = async { tokio::join!(requests.wait(), websocket.stop()) };
        if timeout(limits.stop_time, ended).await.is_err() {
            tracing::warn!("some requests did not end in time and were aborted");
        }
    }

    fn router(self, stopping: &CancellationToken) -> Router {
        let (http, rest, websocket, posts) = (self.http, self.rest, self.websocket.clone(), self.websocket);
        let stopping = stopping.clone();
        let resource = rest.resource().to_owned();
        let manage = move |Path(id): Path<String>, request: Request| {
            let posts = posts.clone();
            async move { posts.manage(&id, request).await }
        };
        let local_routes = self
            .local_routes
            .route("/@connections/{id}", any(manage.clone()))
            // Some clients encode the @.
            .route("/%40connections/{id}", any(manage))
            .route_layer(from_fn(same_origin_only));
        // `route_layer` panics on a router without routes.
        let page_routes = match self.page_routes.has_routes() {
            true => self.page_routes.route_layer(from_fn(loopback_host_only)),
            false => self.page_routes,
        };
        Router::new()
            .route(
                WEBSOCKET_PATH,
                any(move |Extension(metadata): Extension<RequestMetadata>, request: Request| {
                    let websocket = websocket.clone();
                    async move { websocket.handle(metadata, request).await }
                }),
            )
            .route(
                &resource,
                any(move |Extension(metadata): Extension<RequestMetadata>, mut request: Request| {
                    let (rest, stopping) = (rest.clone(), stopping.clone());
                    let client_end = request.extensions_mut().remove::<ClientEnd>();
                    async move { rest.handle(metadata, client_end, request, stopping).await }
                }),
            )
            .merge(local_routes)
            .merge(page_routes)
            .merge(self.open_routes)
            .fallback(move |Extension(metadata): Extension<RequestMetadata>, request: Request| {
                let http = http.clone();
                async move {
                    match is_reserved(request.uri().path()) {
                        true => error_response(StatusCode::NOT_FOUND, "Not Found"),
                        false => http.handle(metadata, request).await,
                    }
                }
            })
            .layer(from_fn(reject_malformed))
            .layer(from_fn(log_access))
    }
}

/// Whether the path is below one that only the local stack has: an unknown one is not passed to the HTTP API, whose
/// dashboard would respond with its page.
fn is_reserved(path: &str) -> bool {
    RESERVED_PREFIXES.iter().any(|prefix| path.starts_with(prefix))
}

/// Accepts connections up to the limit, for ever.
async fn accept_all(
    listener: &TcpListener,
    limits: &ServerLimits,
    mut serve: impl FnMut(TcpStream, IpAddr, OwnedSemaphorePermit),
) -> Infallible {
    let permits = Arc::new(Semaphore::new(limits.connections));
    loop {
        let permit = Arc::clone(&permits).acquire_owned().await.expect("the semaphore is never closed");
        match listener.accept().await {
            Ok((stream, peer)) => {
                // Frames and chunks are small and have to be sent at once.
                if let Err(error) = stream.set_nodelay(true) {
                    tracing::debug!(%error, "TCP_NODELAY cannot be set");
                }
                serve(stream, peer.ip(), permit);
            }
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                // Most often the process is out of file descriptors: an immediate retry would fail, too.
                sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

async fn serve_connection(
    stream: TcpStream,
    source: IpAddr,
    router: Router,
    limits: Arc<ServerLimits>,
    stopping: CancellationToken,
) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        // A client that has ended its side after its request still gets the response, as from API Gateway.
        .half_close(true)
        .header_read_timeout(limits.head_time)
        .max_header_size(limits.head_bytes)
        .max_headers(limits.headers);
    let client_end = ClientEnd::of(&stream).inspect_err(
        |error| tracing::debug!(%error, "a stream on this connection will not notice that its client left"),
    );
    let service = TowerToHyperService::new(with_metadata(router, source, client_end.ok()));
    let connection = http.serve_connection(TokioIo::new(stream), service).with_upgrades();
    let mut connection = pin!(connection);
    let served = tokio::select! {
        served = &mut connection => served,
        () = stopping.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = served {
        tracing::debug!(%error, "connection broke");
    }
}

/// Adds the metadata, and the end of the client's side, to every request.
fn with_metadata(
    router: Router,
    source: IpAddr,
    client_end: Option<ClientEnd>,
) -> impl Service<
    http::Request<hyper::body::Incoming>,
    Response = axum::response::Response,
    Error = Infallible,
    Future: Send,
> + Clone {
    router.map_request(move |request: http::Request<hyper::body::Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(RequestMetadata::now(source));
        if let Some(client_end) = &client_end {
            request.extensions_mut().insert(client_end.clone());
        }
        request
    })
}
