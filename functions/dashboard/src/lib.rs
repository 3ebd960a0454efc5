//! Serves the web page: the files that Vite has built, and what the page has to know of its stack.
//!
//! | path | answer |
//! |---|---|
//! | `/config.json` | issuer, client and addresses of this stack (`settings.rs`) |
//! | `/assets/*` | a built file; its name has its content's hash, so that it is kept for a year |
//! | any other file | the file, kept for an hour |
//! | anything else | `index.html`, asked for anew each time; which page it is, the page finds in the URL |
//!
//! The files are in the binary, so that `sam deploy` alone publishes the page. The workspace compiles without them:
//! then every path says how to build them.

mod encoding;
mod headers;
mod inputs;
mod pages;
mod settings;

use std::sync::Arc;

use lambda_http::{Error, Request, RequestExt, Service, service_fn};
use runtime::response::{Response, json};
use rust_embed::RustEmbed;

use headers::Policy;
pub use settings::{BadSettings, Settings};

/// The built page. Compiled into an optimized binary; one with debug assertions reads the folder when it is asked.
#[derive(RustEmbed)]
#[folder = "web/dist/"]
#[allow_missing = true]
pub struct Dist;

/// What the page is built from, in the folder `web`.
pub const INPUTS: [&str; 8] = inputs::INPUTS;

/// Where the page finds what it has to know of its stack.
pub const SETTINGS_PATH: &str = "/config.json";

/// Whether the page was built.
pub fn is_built() -> bool {
    Dist::get(pages::INDEX).is_some()
}

/// The function's handler, on the files of `F`.
pub fn service<F: RustEmbed>(
    settings: &Settings,
) -> impl Service<Request, Response = Response, Error = Error, Future: Send> + Clone + Send + Sync + 'static {
    let policy = Arc::new(Policy::of(settings));
    let settings = Arc::new(settings.clone());
    service_fn(move |request: Request| {
        let (policy, settings) = (Arc::clone(&policy), Arc::clone(&settings));
        async move {
            let mut response = match request.raw_http_path() {
                SETTINGS_PATH => json(lambda_http::http::StatusCode::OK, &*settings),
                path => pages::response::<F>(request.method(), path, request.headers()),
            };
            policy.add_to(&mut response);
            Ok(response)
        }
    })
}
