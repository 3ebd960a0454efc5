//! `GET /api/openapi.json`: the description of the API, as tests/openapi generated it from this crate. The function
//! contains a compressed copy of the document, and no code that generates the document.

use std::sync::LazyLock;

use lambda_http::Body;
use lambda_http::http::{StatusCode, header};
use runtime::response::{ErrorResponse, Response};
use tracing::error;

use crate::context::ApiContext;

/// A compressed copy of docs/openapi.json.
const COMPRESSED: &[u8] = include_bytes!("openapi.json.zst");
/// The most bytes of the document.
const MAX_DOCUMENT_BYTES: usize = 1024 * 1024;
/// Unlike other responses, this one is the same for everybody until the next deployment.
const CACHE_CONTROL: &str = "public, max-age=300";

/// `GET /api/openapi.json`
pub(crate) async fn get(_context: &ApiContext) -> Response {
    match DOCUMENT.as_ref() {
        Some(text) => lambda_http::Response::builder()
            .status(StatusCode::OK)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::CACHE_CONTROL, CACHE_CONTROL)
            .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
            .body(Body::Text(text.clone()))
            .expect("constant headers are valid"),
        None => {
            error!("the compressed copy of docs/openapi.json cannot be read");
            ErrorResponse::unavailable().to_response("-")
        }
    }
}

/// The document, decompressed once per instance of the function.
static DOCUMENT: LazyLock<Option<String>> =
    LazyLock::new(|| String::from_utf8(zstd::bulk::decompress(COMPRESSED, MAX_DOCUMENT_BYTES).ok()?).ok());

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use serde_json::Value;
    use types::Channel;

    use super::*;
    use crate::router::routes;

    const STREAM_PATH: &str = "/api/webhooks/events/stream";

    fn file(name: &str) -> String {
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(name)).unwrap()
    }

    /// The method, the path and the query parameters of each operation.
    fn described() -> BTreeSet<(String, String, Vec<String>)> {
        let document: Value = serde_json::from_str(&file("docs/openapi.json")).unwrap();
        let operations = document["paths"].as_object().unwrap().iter().flat_map(|(path, item)| {
            item.as_object().unwrap().iter().map(move |(method, operation)| (method.to_uppercase(), path, operation))
        });
        let query = |operation: &Value| {
            let parameters = operation["parameters"].as_array().unwrap().iter();
            let of_query = parameters.filter(|parameter| parameter["in"] == "query");
            of_query.map(|parameter| parameter["name"].as_str().unwrap().to_owned()).collect()
        };
        operations.map(|(method, path, operation)| (method, path.clone(), query(operation))).collect()
    }

    #[test]
    fn compressed_copy_is_the_document() {
        assert_eq!(DOCUMENT.as_deref().unwrap(), file("docs/openapi.json"));
    }

    #[test]
    fn document_describes_every_route_with_its_query_parameters() {
        let described = described();
        for route in routes() {
            let parameters = route.query_parameters.concat().iter().map(ToString::to_string).collect();
            let operation = (route.method.to_string(), route.pattern.to_owned(), parameters);
            assert!(described.contains(&operation), "{operation:?}");
        }
    }

    #[test]
    fn other_paths_of_the_document_are_routes_of_the_template() {
        let template = file("template.yaml");
        let keys = template.lines().filter_map(|line| line.trim().strip_prefix("RouteKey: ANY "));
        let in_template: BTreeSet<_> = keys
            .filter(|path| path.starts_with("/api/webhooks/"))
            .map(|path| path.replace("{topic+}", "{topic}"))
            .chain(template.lines().filter_map(|line| line.trim().strip_prefix("Path: ").map(str::to_owned)))
            .collect();
        let of_api: BTreeSet<_> = routes().iter().map(|route| route.pattern.to_owned()).collect();
        let others: BTreeSet<_> =
            described().into_iter().map(|(_, path, _)| path).filter(|path| !of_api.contains(path)).collect();
        assert!(others.contains(STREAM_PATH));
        // A path without an account rejects every webhook of a channel whose requests do not name one.
        let rejects_everything = |path: &String| {
            let of_channel = |channel: &&Channel| *path == format!("/api/webhooks/{}", channel.name());
            let channel = Channel::ALL.iter().find(of_channel);
            channel.is_some_and(|channel| !channels::capabilities(*channel).found_by_account)
        };
        let expected: BTreeSet<_> = in_template.into_iter().filter(|path| !rejects_everything(path)).collect();
        assert_eq!(others, expected);
    }
}
