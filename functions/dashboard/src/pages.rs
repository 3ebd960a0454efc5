//! Files of the page, and its one document for every path that is none.

use lambda_http::Body;
use lambda_http::http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderName, IF_NONE_MATCH, VARY,
};
use lambda_http::http::{HeaderMap, Method, StatusCode};
use runtime::response::Response;
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::encoding::Encoding;

/// The page's document.
pub(crate) const INDEX: &str = "index.html";
/// Where files have their content's hash in their name.
const HASHED: &str = "assets/";

/// A file as it is sent.
struct Found {
    name: String,
    file: EmbeddedFile,
    encoding: Option<Encoding>,
}

/// Answers a request for a path of the page.
pub(crate) fn response<F: RustEmbed>(method: &Method, path: &str, headers: &HeaderMap) -> Response {
    if !matches!(*method, Method::GET | Method::HEAD) {
        return plain(StatusCode::METHOD_NOT_ALLOWED, &[(ALLOW, "GET, HEAD")], "This path is only read.\n");
    }
    let name = path.trim_start_matches('/');
    let found = match find::<F>(name, headers) {
        Some(found) => found,
        // A page that is still open after a new one was deployed must not take the document for a script.
        None if is_file(name) => return plain(StatusCode::NOT_FOUND, &[], "There is no such file.\n"),
        None => match find::<F>(INDEX, headers) {
            Some(document) => document,
            None => return plain(StatusCode::SERVICE_UNAVAILABLE, &[], NOT_BUILT),
        },
    };
    send(&found, method, headers)
}

const NOT_BUILT: &str = "The page was not built: `npm ci && npm run build` in functions/dashboard/web, with Node 20.19 \
                         or newer, and then build this function again. Everything else works without it.\n";

/// Pages have names without dots.
fn is_file(name: &str) -> bool {
    name.starts_with(HASHED) || name.rsplit('/').next().is_some_and(|last| last.contains('.'))
}

/// The file of this name, in the smallest encoding that the caller takes.
fn find<F: RustEmbed>(name: &str, headers: &HeaderMap) -> Option<Found> {
    let name = name.to_owned();
    // Those that were built in an encoding are no files of their own.
    if name.is_empty() || Encoding::ALL.iter().any(|encoding| name.ends_with(encoding.suffix())) {
        return None;
    }
    let plain = F::get(&name)?;
    let smaller = Encoding::taken(headers)
        .find_map(|encoding| Some((F::get(&format!("{name}{}", encoding.suffix()))?, encoding)));
    Some(match smaller {
        Some((file, encoding)) => Found { name, file, encoding: Some(encoding) },
        None => Found { name, file: plain, encoding: None },
    })
}

fn send(found: &Found, method: &Method, headers: &HeaderMap) -> Response {
    let etag = found.etag();
    let response = lambda_http::Response::builder()
        .header(CACHE_CONTROL, found.kept())
        .header(ETAG, &etag)
        .header(VARY, "accept-encoding");
    let known = headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    if known.flat_map(|value| value.split(',')).any(|tag| tag.trim().trim_start_matches("W/") == etag) {
        return response.status(StatusCode::NOT_MODIFIED).body(Body::Empty).expect("constant headers are valid");
    }
    let response = match found.encoding {
        Some(encoding) => response.header(CONTENT_ENCODING, encoding.name()),
        None => response,
    };
    let body = if *method == Method::HEAD { Body::Empty } else { Body::Binary(found.file.data.to_vec()) };
    response.header(CONTENT_TYPE, content_type(&found.name)).body(body).expect("constant headers are valid")
}

impl Found {
    /// Of what is sent: another encoding is another representation.
    fn etag(&self) -> String {
        let hash = self.file.metadata.sha256_hash();
        format!("\"{}\"", hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect::<String>())
    }

    /// How long it may be kept.
    fn kept(&self) -> &'static str {
        match self.name.as_str() {
            INDEX => "no-cache",
            name if name.starts_with(HASHED) => "public, max-age=31536000, immutable",
            _ => "public, max-age=3600",
        }
    }
}

/// The types that Vite builds.
fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("json" | "webmanifest") => "application/json",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

fn plain(status: StatusCode, headers: &[(HeaderName, &str)], text: &str) -> Response {
    let response = lambda_http::Response::builder()
        .status(status)
        .header(CONTENT_TYPE, "text/plain; charset=utf-8")
        .header(CACHE_CONTROL, "no-store");
    let response = headers.iter().fold(response, |response, (name, value)| response.header(name, *value));
    response.body(Body::Text(text.to_owned())).expect("constant headers are valid")
}

#[cfg(test)]
mod tests;
