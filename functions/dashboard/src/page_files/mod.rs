//! The page's files. Every path that is not a file gets the page's document.

use lambda_http::Body;
use lambda_http::http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderName, IF_NONE_MATCH, VARY,
};
use lambda_http::http::{HeaderMap, Method, StatusCode};
use runtime::response::Response;
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::content_encoding::Encoding;

/// The name of the page's document.
pub(crate) const INDEX: &str = "index.html";
/// The folder of files whose names contain the hash of their content.
const HASHED_NAMES_FOLDER: &str = "assets/";

/// A file in the encoding in which it is sent.
struct PageFile {
    name: String,
    file: EmbeddedFile,
    encoding: Option<Encoding>,
}

/// Responds to a request for a path of the page.
pub(crate) fn respond<F: RustEmbed>(method: &Method, path: &str, headers: &HeaderMap) -> Response {
    if !matches!(*method, Method::GET | Method::HEAD) {
        return plain_text(StatusCode::METHOD_NOT_ALLOWED, &[(ALLOW, "GET, HEAD")], "Only GET and HEAD are allowed.\n");
    }
    let name = path.trim_start_matches('/');
    let file = match find::<F>(name, headers) {
        Some(file) => file,
        // A page that is still open after a deployment must not get the document as its script.
        None if is_file(name) => return plain_text(StatusCode::NOT_FOUND, &[], "File not found.\n"),
        None => match find::<F>(INDEX, headers) {
            Some(document) => document,
            None => return plain_text(StatusCode::SERVICE_UNAVAILABLE, &[], NOT_BUILT),
        },
    };
    file_response(&file, method, headers)
}

const NOT_BUILT: &str = "The page was not built. Run `npm ci && npm run build` in functions/dashboard/web with Node \
                         20.19 or newer, then build this function again. Everything else works without the page.\n";

/// The paths of pages contain no dots.
fn is_file(name: &str) -> bool {
    name.starts_with(HASHED_NAMES_FOLDER) || name.rsplit('/').next().is_some_and(|last| last.contains('.'))
}

/// The file with this name, in the smallest encoding that the client accepts.
fn find<F: RustEmbed>(name: &str, headers: &HeaderMap) -> Option<PageFile> {
    let name = name.to_owned();
    // Encoded files are only served under the plain file's name.
    if name.is_empty() || Encoding::ALL.iter().any(|encoding| name.ends_with(encoding.suffix())) {
        return None;
    }
    let unencoded = F::get(&name)?;
    let encoded = Encoding::accepted(headers)
        .find_map(|encoding| Some((F::get(&format!("{name}{}", encoding.suffix()))?, encoding)));
    Some(match encoded {
        Some((file, encoding)) => PageFile { name, file, encoding: Some(encoding) },
        None => PageFile { name, file: unencoded, encoding: None },
    })
}

fn file_response(file: &PageFile, method: &Method, headers: &HeaderMap) -> Response {
    let etag = file.etag();
    let response = lambda_http::Response::builder()
        .header(CACHE_CONTROL, file.cache_control())
        .header(ETAG, &etag)
        .header(VARY, "accept-encoding");
    let known = headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    if known.flat_map(|value| value.split(',')).any(|tag| tag.trim().trim_start_matches("W/") == etag) {
        return response.status(StatusCode::NOT_MODIFIED).body(Body::Empty).expect("constant headers are valid");
    }
    let response = match file.encoding {
        Some(encoding) => response.header(CONTENT_ENCODING, encoding.name()),
        None => response,
    };
    let body = if *method == Method::HEAD { Body::Empty } else { Body::Binary(file.file.data.to_vec()) };
    response.header(CONTENT_TYPE, content_type(&file.name)).body(body).expect("constant headers are valid")
}

impl PageFile {
    /// The hash of the sent bytes: another encoding has another ETag.
    fn etag(&self) -> String {
        let hash = self.file.metadata.sha256_hash();
        format!("\"{}\"", hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect::<String>())
    }

    fn cache_control(&self) -> &'static str {
        match self.name.as_str() {
            INDEX => "no-cache",
            name if name.starts_with(HASHED_NAMES_FOLDER) => "public, max-age=31536000, immutable",
            _ => "public, max-age=3600",
        }
    }
}

/// The content type of a file that Vite builds.
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

fn plain_text(status: StatusCode, headers: &[(HeaderName, &str)], text: &str) -> Response {
    let response = lambda_http::Response::builder()
        .status(status)
        .header(CONTENT_TYPE, "text/plain; charset=utf-8")
        .header(CACHE_CONTROL, "no-store");
    let response = headers.iter().fold(response, |response, (name, value)| response.header(name, *value));
    response.body(Body::Text(text.to_owned())).expect("constant headers are valid")
}

#[cfg(test)]
mod tests;
