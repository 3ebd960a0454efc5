//! The web page on this machine: the function `dashboard` as it is deployed, and the page built when it is first asked for.
//!
//! Node is needed for building alone. Where it is not there everything but the page works, and the page's place says how
//! to get it.

mod build;
mod sources;

use std::sync::{Arc, Mutex, PoisonError};

use http::{Response, StatusCode, header};
use lambda_http::{Body, Error, Request, RequestExt, Service, service_fn};
use shared::answer::Answer;
use tower::ServiceExt;
use tracing::{error, info};

use build::BuildError;
use sources::Sources;

/// After how many seconds a browser asks again whether the page is built.
const REFRESH_SECONDS: &str = "3";

/// How far the page is.
enum Progress {
    /// Nobody has asked for it yet.
    NotLooked,
    /// It is being built.
    Building,
    /// The last try came to nothing, which nobody was told yet.
    Failed(BuildError),
    /// It is there; or nothing can be done about it here, and the function says the rest.
    Settled,
}

/// Builds the page once, when it is first asked for.
struct Builder {
    sources: Sources,
    progress: Mutex<Progress>,
}

/// The function `dashboard`, on a page that is built on first use.
pub(crate) fn service<S>(
    inner: S,
) -> impl Service<Request, Response = Answer, Error = Error, Future: Send> + Clone + Send + Sync + 'static
where
    S: Service<Request, Response = Answer, Error = Error, Future: Send> + Clone + Send + Sync + 'static,
{
    let builder =
        Arc::new(Builder { sources: Sources::of_this_workspace(), progress: Mutex::new(Progress::NotLooked) });
    service_fn(move |request: Request| {
        let (inner, builder) = (inner.clone(), Arc::clone(&builder));
        async move {
            let is_built_from_sources = request.raw_http_path() != dashboard::SETTINGS_PATH;
            match is_built_from_sources.then(|| builder.wait()).flatten() {
                Some(wait) => Ok(wait),
                None => inner.oneshot(request).await,
            }
        }
    })
}

impl Builder {
    /// What to say while the page is not there; `None` once it is.
    fn wait(self: &Arc<Self>) -> Option<Answer> {
        let mut progress = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        match &*progress {
            Progress::Settled => return None,
            Progress::Building => return Some(building()),
            Progress::Failed(failed) => {
                let told = plain(&failed.to_string(), None);
                // A failure is told once; whoever asks again has it tried again.
                *progress = Progress::NotLooked;
                return Some(told);
            }
            Progress::NotLooked => {}
        }
        if !self.sources.need_a_build() {
            *progress = Progress::Settled;
            return None;
        }
        *progress = Progress::Building;
        let builder = Arc::clone(self);
        tokio::task::spawn_blocking(move || builder.build());
        Some(building())
    }

    fn build(&self) {
        info!("the web page is being built, which takes a minute the first time");
        let next = match self.sources.build() {
            Ok(()) => {
                info!("the web page is built");
                Progress::Settled
            }
            Err(failed) => {
                error!(error = %failed, "the web page is not built");
                match failed {
                    BuildError::NoNode if dashboard::is_built() => Progress::Settled,
                    failed => Progress::Failed(failed),
                }
            }
        };
        *self.progress.lock().unwrap_or_else(PoisonError::into_inner) = next;
    }
}

fn building() -> Answer {
    plain(
        "The page is being built, which takes a minute the first time. This asks again by itself.\n",
        Some(REFRESH_SECONDS),
    )
}

fn plain(text: &str, ask_again: Option<&str>) -> Answer {
    let answer = Response::builder()
        .status(StatusCode::SERVICE_UNAVAILABLE)
        .header(header::CONTENT_TYPE, "text/plain; charset=utf-8")
        .header(header::CACHE_CONTROL, "no-store");
    let answer = match ask_again {
        Some(seconds) => answer.header(header::RETRY_AFTER, seconds).header(header::REFRESH, seconds),
        None => answer,
    };
    answer.body(Body::Text(text.to_owned())).expect("constant headers are valid")
}
