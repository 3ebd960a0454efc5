//! The web page on this machine: the function `dashboard` as it is deployed, with a page that is built at the first request.
//!
//! Node is required for the build only. Without it everything except the page works, and the response in the page's place
//! explains how to install it.

mod build;
mod sources;

use std::sync::{Arc, Mutex, PoisonError};

use http::{Response, StatusCode, header};
use lambda_http::{Body, Error, Request, RequestExt, Service, service_fn};
use runtime::response::Response as Answer;
use tower::ServiceExt;
use tracing::{error, info};

use build::BuildError;
use sources::Sources;

/// The seconds after which a browser reloads while the page is being built.
const REFRESH_SECONDS: &str = "3";

/// The state of the build.
enum BuildState {
    /// There was no request yet.
    NotChecked,
    /// The build is running.
    Building,
    /// The last build failed, and no response has reported it yet.
    Failed(BuildError),
    /// The page exists; or it cannot be built here, and the function's own response applies.
    Finished,
}

/// Builds the page once, at the first request.
struct Builder {
    sources: Sources,
    state: Mutex<BuildState>,
}

/// The function `dashboard`, with a page that is built at the first request.
pub(crate) fn service<S>(
    inner: S,
) -> impl Service<Request, Response = Answer, Error = Error, Future: Send> + Clone + Send + Sync + 'static
where
    S: Service<Request, Response = Answer, Error = Error, Future: Send> + Clone + Send + Sync + 'static,
{
    let builder =
        Arc::new(Builder { sources: Sources::of_this_workspace(), state: Mutex::new(BuildState::NotChecked) });
    service_fn(move |request: Request| {
        let (inner, builder) = (inner.clone(), Arc::clone(&builder));
        async move {
            let is_built_from_sources = request.raw_http_path() != dashboard::SETTINGS_PATH;
            match is_built_from_sources.then(|| builder.response_while_building()).flatten() {
                Some(response) => Ok(response),
                None => inner.oneshot(request).await,
            }
        }
    })
}

impl Builder {
    /// The response as long as the page does not exist; `None` once it does.
    fn response_while_building(self: &Arc<Self>) -> Option<Answer> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match &*state {
            BuildState::Finished => return None,
            BuildState::Building => return Some(building()),
            BuildState::Failed(failed) => {
                let response = plain(&failed.to_string(), None);
                // A failure is reported once; the next request builds again.
                *state = BuildState::NotChecked;
                return Some(response);
            }
            BuildState::NotChecked => {}
        }
        if !self.sources.need_build() {
            *state = BuildState::Finished;
            return None;
        }
        *state = BuildState::Building;
        let builder = Arc::clone(self);
        tokio::task::spawn_blocking(move || builder.build());
        Some(building())
    }

    fn build(&self) {
        info!("building the web page, which takes about a minute the first time");
        let next = match self.sources.build() {
            Ok(()) => {
                info!("the web page is built");
                BuildState::Finished
            }
            Err(failed) => {
                error!(error = %failed, "the web page could not be built");
                match failed {
                    BuildError::NodeNotFound if dashboard::is_built() => BuildState::Finished,
                    failed => BuildState::Failed(failed),
                }
            }
        };
        *self.state.lock().unwrap_or_else(PoisonError::into_inner) = next;
    }
}

fn building() -> Answer {
    plain(
        "The web page is being built, which takes about a minute the first time. It loads automatically.\n",
        Some(REFRESH_SECONDS),
    )
}

fn plain(text: &str, refresh_seconds: Option<&str>) -> Answer {
    let response = Response::builder()
        .status(StatusCode::SERVICE_UNAVAILABLE)
        .header(header::CONTENT_TYPE, "text/plain; charset=utf-8")
        .header(header::CACHE_CONTROL, "no-store");
    let response = match refresh_seconds {
        Some(seconds) => response.header(header::RETRY_AFTER, seconds).header(header::REFRESH, seconds),
        None => response,
    };
    response.body(Body::Text(text.to_owned())).expect("constant headers are valid")
}
