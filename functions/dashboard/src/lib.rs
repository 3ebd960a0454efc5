//! The Lambda function `dashboard`: serves the web page, that is the files that Vite has built, and the page's
//! configuration.
//!
//! | path | response |
//! |---|---|
//! | `/config.json` | issuer, client id and addresses of this stack (`config.rs`) |
//! | `/assets/*` | a built file, cached for a year: its name contains the hash of its content |
//! | any other file | the file, cached for an hour |
//! | anything else | `index.html`, revalidated at each request; the page routes by the URL |
//!
//! The files are embedded in the binary, so that `sam deploy` alone publishes the page. The workspace compiles without
//! them; then every path responds with how to build them.

mod build_inputs;
mod config;
mod content_encoding;
mod page_files;
mod security_headers;

use std::sync::Arc;

use lambda_http::{Error, Request, RequestExt, Service, service_fn};
use runtime::response::{Response, json};
use rust_embed::RustEmbed;

pub use config::{Config, DashboardConfigError};
use security_headers::SecurityHeaders;

/// The built page. An optimized binary embeds the files; one with debug assertions reads the folder at each request.
#[derive(RustEmbed)]
#[folder = "web/dist/"]
#[allow_missing = true]
pub struct Dist;

/// The files and folders in `web` that the page is built from.
pub const INPUTS: [&str; 8] = build_inputs::INPUTS;

/// The path of the page's configuration.
pub const SETTINGS_PATH: &str = "/config.json";

/// Whether the page was built.
pub fn is_built() -> bool {
    Dist::get(page_files::INDEX).is_some()
}

/// The function's handler; it serves the files of `F`.
pub fn service<F: RustEmbed>(
    config: &Config,
) -> impl Service<Request, Response = Response, Error = Error, Future: Send> + Clone + Send + Sync + 'static {
    let headers = Arc::new(SecurityHeaders::new(config));
    let config = Arc::new(config.clone());
    service_fn(move |request: Request| {
        let (headers, config) = (Arc::clone(&headers), Arc::clone(&config));
        async move {
            let mut response = match request.raw_http_path() {
                SETTINGS_PATH => json(lambda_http::http::StatusCode::OK, &*config),
                path => page_files::respond::<F>(request.method(), path, request.headers()),
            };
            headers.add_to(&mut response);
            Ok(response)
        }
    })
}
