//! One route: a method, a pattern of paths, and the handler.

use std::future::Future;
use std::pin::Pin;

use lambda_http::http::Method;
use percent_encoding::percent_decode_str;
use runtime::response::Response;
use serde::Serialize;

use crate::context::ApiContext;
use crate::documented::Documented;
use crate::error::ApiError;
use crate::query::QueryParameters;
use crate::request::{ApiRequest, PathParameters};
use crate::response::Json;
#[cfg(feature = "openapi")]
use crate::route_schemas::RouteSchemas;

/// The beginning of every path.
const BASE_PATH: &str = "/api/";

type ResponseFuture<'a> = Pin<Box<dyn Future<Output = Result<Response, ApiError>> + Send + 'a>>;
type PublicHandler = Box<dyn for<'a> Fn(&'a ApiContext) -> ResponseFuture<'a> + Send + Sync>;
type AuthenticatedHandler = Box<dyn for<'a> Fn(&'a ApiContext, &'a ApiRequest) -> ResponseFuture<'a> + Send + Sync>;

/// The function that responds to the requests of a route.
pub(crate) enum Handler {
    /// Responds without a token; it does not read the request.
    Public(PublicHandler),
    /// Responds to requests whose token is valid.
    Authenticated(AuthenticatedHandler),
}

/// An `async fn(&ApiContext) -> Response`. (A trait of its own, since a bound on `Fn` cannot name the future that borrows
/// the argument.)
pub(crate) trait PublicFn<'a>: Fn(&'a ApiContext) -> Self::Future {
    /// The type that the function returns.
    type Future: Future<Output = Response> + Send + 'a;
}

impl<'a, F: Fn(&'a ApiContext) -> Fut, Fut: Future<Output = Response> + Send + 'a> PublicFn<'a> for F {
    type Future = Fut;
}

/// An `async fn(&ApiContext, &ApiRequest) -> Result<Json<T, STATUS>, ApiError>`.
pub(crate) trait HandlerFn<'a, T, const STATUS: u16>:
    Fn(&'a ApiContext, &'a ApiRequest) -> Self::Future
{
    /// The type that the function returns.
    type Future: Future<Output = Result<Json<T, STATUS>, ApiError>> + Send + 'a;
}

impl<'a, F, Fut, T, const STATUS: u16> HandlerFn<'a, T, STATUS> for F
where
    F: Fn(&'a ApiContext, &'a ApiRequest) -> Fut,
    Fut: Future<Output = Result<Json<T, STATUS>, ApiError>> + Send + 'a,
{
    type Future = Fut;
}

/// One route.
pub(crate) struct Route {
    pub(crate) method: Method,
    /// The pattern of its paths, such as `/api/orders/{id}`: `{id}` stands for any one segment.
    pub(crate) pattern: &'static str,
    pub(crate) handler: Handler,
    /// The query parameters that it accepts.
    pub(crate) query_parameters: QueryParameters,
    /// The types of its response and body, for docs/openapi.json.
    #[cfg(feature = "openapi")]
    pub(crate) schemas: RouteSchemas,
}

impl Route {
    /// The route with these query parameters.
    pub(crate) fn with_query(self, query_parameters: QueryParameters) -> Self {
        Self { query_parameters, ..self }
    }

    /// Describes the body as a `B`. The handler reads the body.
    #[cfg_attr(not(feature = "openapi"), expect(unused_mut, reason = "only the description changes"))]
    pub(crate) fn with_body<B: Documented>(mut self) -> Self {
        #[cfg(feature = "openapi")]
        self.schemas.set_body::<B>();
        self
    }

    /// Describes the response of a public route as a `T`.
    #[cfg_attr(not(feature = "openapi"), expect(unused_mut, reason = "only the description changes"))]
    pub(crate) fn with_response<T: Documented>(mut self) -> Self {
        #[cfg(feature = "openapi")]
        self.schemas.set_response::<T>(200);
        self
    }
}

/// The route of authenticated requests.
pub(crate) fn route<H, T, const STATUS: u16>(method: Method, pattern: &'static str, handler: H) -> Route
where
    H: for<'a> HandlerFn<'a, T, STATUS> + Send + Sync + 'static,
    T: Serialize + Documented + 'static,
{
    let handler: AuthenticatedHandler = Box::new(move |context, request| {
        let response = handler(context, request);
        Box::pin(async move { response.await.map(Json::into_response) })
    });
    Route {
        method,
        pattern,
        handler: Handler::Authenticated(handler),
        query_parameters: &[],
        #[cfg(feature = "openapi")]
        schemas: RouteSchemas::of_response::<T>(STATUS),
    }
}

/// A route that needs no token.
pub(crate) fn public_route<H>(method: Method, pattern: &'static str, handler: H) -> Route
where
    H: for<'a> PublicFn<'a> + Send + Sync + 'static,
{
    let handler: PublicHandler = Box::new(move |context| {
        let response = handler(context);
        Box::pin(async move { Ok(response.await) })
    });
    Route {
        method,
        pattern,
        handler: Handler::Public(handler),
        query_parameters: &[],
        #[cfg(feature = "openapi")]
        schemas: RouteSchemas::default(),
    }
}

/// The decoded segments of a path after `/api/`; `None` if the path is not below it or a segment is not UTF-8.
///
/// API Gateway passes paths decoded, other gateways as they were sent. No id contains `%`, so that decoding twice does no
/// harm.
pub(crate) fn segments(path: &str) -> Option<Vec<String>> {
    let decode = |segment| percent_decode_str(segment).decode_utf8().ok().map(Into::into);
    path.strip_prefix(BASE_PATH)?.split('/').map(decode).collect()
}

/// The parameters of `pattern` for a path of these segments; `None` if the path does not match.
pub(crate) fn match_pattern(pattern: &'static str, segments: &[String]) -> Option<PathParameters> {
    let mut parameters = Vec::new();
    let mut rest = segments.iter();
    for expected in pattern.strip_prefix(BASE_PATH)?.split('/') {
        let segment = rest.next()?;
        match expected.strip_prefix('{').and_then(|expected| expected.strip_suffix('}')) {
            Some(name) => parameters.push((name, segment.clone())),
            None if expected == segment => {}
            None => return None,
        }
    }
    rest.next().is_none().then_some(parameters)
}
