//! A request as its handler takes it: the token verified, the path matched.

use auth::User;
use lambda_http::Body;
use lambda_http::http::HeaderMap;
use tokio::time::Instant;

use crate::query::Query;

/// The names and decoded values of a path's parameters, such as `id` and `demo-shop` for `/api/integrations/{id}`.
pub(crate) type PathParameters = Vec<(&'static str, String)>;

/// An authenticated request.
pub(crate) struct ApiRequest {
    /// The caller.
    pub(crate) user: User,
    pub(crate) path_parameters: PathParameters,
    /// The query parameters; each is one that the route accepts.
    pub(crate) query: Query,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Body,
    /// When the function began to work on the request. Handlers that must end in time count from here.
    pub(crate) started_at: Instant,
}

impl ApiRequest {
    /// The decoded value of the parameter that the route's pattern calls `{name}`. It may be empty.
    ///
    /// # Panics
    /// If the pattern has no such parameter.
    pub(crate) fn path_parameter(&self, name: &str) -> &str {
        let parameter = self.path_parameters.iter().find(|(known, _)| *known == name);
        parameter.map(|(_, value)| value.as_str()).expect("the route's pattern has the parameter")
    }
}
